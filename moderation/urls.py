from django.urls import path

from moderation.views import cases, desk, reporting

app_name = "moderation"
urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/log/", desk.log, name="log"),
    path("desk/approve/", cases.approve_many, name="approve_many"),
    path("desk/undo/", cases.undo, name="undo"),
    path("desk/questions/<int:pk>/", cases.case, {"kind": "question"}, name="question"),
    path("desk/questions/<int:pk>/decide/", cases.decide, {"kind": "question"}, name="decide_question"),
    path("desk/questions/<int:pk>/place/", cases.place, name="place"),
    path("desk/replies/<int:pk>/", cases.case, {"kind": "reply"}, name="reply"),
    path("desk/replies/<int:pk>/decide/", cases.decide, {"kind": "reply"}, name="decide_reply"),
    path("desk/reports/<int:pk>/", cases.report_case, name="report"),
    path("report/question/<int:question_id>/", reporting.report, name="report_question"),
    path("report/question/<int:question_id>/sent/", reporting.reported, name="reported_question"),
    path("report/reply/<int:question_id>/<int:number>/", reporting.report, name="report_reply"),
    path("report/reply/<int:question_id>/<int:number>/sent/", reporting.reported, name="reported_reply"),
]
