from django.urls import path

from moderation.models import Act
from moderation.trust import views as trust
from moderation.views import caring, cases, desk, letters, looking_up, reporting, saved, stories, unanswered, words

app_name = "moderation"
urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/log/", desk.log, name="log"),
    path("desk/letters/", letters.letters, name="letters"),
    path("desk/approve/", cases.approve_many, name="approve_many"),
    path("desk/saved-replies/", saved.saved_replies, name="saved_replies"),
    path("desk/saved-replies/new/", saved.saved_reply, name="new_saved_reply"),
    path("desk/saved-replies/<number:pk>/", saved.saved_reply, name="saved_reply"),
    path("desk/people/", trust.members, name="members"),
    path("desk/people/<number:pk>/", trust.member, name="member"),
    path("desk/people/<number:pk>/undo/", trust.undo_trust, name="undo_trust"),
    path("desk/undo/", cases.undo, name="undo"),
    path("desk/questions/<number:pk>/", cases.case, {"kind": "question"}, name="question"),
    path("desk/questions/<number:pk>/decide/", cases.decide, {"kind": "question"}, name="decide_question"),
    path("desk/questions/<number:pk>/place/", caring.place, name="place"),
    path("desk/questions/<number:pk>/topic/", caring.give_topic, name="give_topic"),
    path("desk/questions/<number:pk>/join/", caring.join, name="join"),
    path("desk/questions/<number:pk>/close/", caring.care, {"act": Act.CLOSED}, name="close"),
    path("desk/questions/<number:pk>/open/", caring.care, {"act": Act.OPENED}, name="open"),
    path("desk/questions/<number:pk>/pin/", caring.care, {"act": Act.PINNED}, name="pin"),
    path("desk/questions/<number:pk>/take-down/", caring.care, {"act": Act.TOOK_DOWN}, name="take_down"),
    path("desk/questions/<number:question_id>/replies/<number:number>/divide/", caring.divide, name="divide"),
    path("desk/words/<number:pk>/put-back/", words.put_back, name="put_words_back"),
    path("desk/words/<number:pk>/take-out/", words.take_out, name="take_words_out"),
    path("desk/unanswered/<number:pk>/", unanswered.case, name="unanswered"),
    path("desk/unanswered/<number:pk>/hand-over/", unanswered.hand_over, name="hand_over_question"),
    path("desk/unanswered/<number:pk>/set-aside/", unanswered.set_aside, name="set_aside"),
    path("desk/unanswered/<number:pk>/bring-back/", unanswered.bring_back, name="bring_back"),
    path("desk/questions/<number:pk>/who-asked/", looking_up.who_asked, name="who_asked"),
    path("desk/replies/<number:pk>/", cases.case, {"kind": "reply"}, name="reply"),
    path("desk/replies/<number:pk>/decide/", cases.decide, {"kind": "reply"}, name="decide_reply"),
    path("desk/stories/<number:pk>/", stories.case, name="story"),
    path("desk/stories/<number:pk>/compare/", stories.compare, name="compare_story"),
    path("desk/stories/<number:pk>/decide/", stories.decide, name="decide_story"),
    path("desk/stories/<number:pk>/hand-over/", stories.hand_over, name="hand_over_story"),
    path("desk/stories/<number:pk>/ask-the-author/", stories.ask_the_author, name="ask_the_author"),
    path("desk/reports/<number:pk>/", cases.report_case, name="report"),
    path("report/question/<number:question_id>/", reporting.report, name="report_question"),
    path("report/question/<number:question_id>/sent/", reporting.reported, name="reported_question"),
    path("report/reply/<number:question_id>/<number:number>/", reporting.report, name="report_reply"),
    path("report/reply/<number:question_id>/<number:number>/sent/", reporting.reported, name="reported_reply"),
]
