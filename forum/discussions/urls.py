from django.urls import path

from forum.discussions import feeds
from forum.discussions.views import answering, asking, blocking, helping, jumping, mine, naming, people, reading, suggesting, summing_up

urlpatterns = [
    path("questions/", reading.questions, name="questions"),
    path("questions/<number:question_id>/", reading.question, name="question_by_number"),
    path("questions/<number:question_id>/reply/", answering.reply, name="reply"),
    path("questions/<number:question_id>/me-too/", answering.me_too, name="me_too"),
    path("questions/<number:question_id>/answering/", helping.answering, name="answering"),
    path("questions/<number:question_id>/enough/", helping.enough, name="enough"),
    path("questions/<number:question_id>/latest/", jumping.latest, name="latest"),
    path("questions/<number:question_id>/new/", jumping.first_new, name="first_new"),
    path("questions/<number:question_id>/news/", jumping.news, name="news"),
    path("questions/<number:question_id>/people/", people.in_this_thread, name="people"),
    path("questions/<number:question_id>/where-this-stands/", summing_up.sum_up, name="sum_up"),
    path("questions/<number:question_id>/withdraw/", answering.withdraw, name="withdraw_question"),
    path("questions/<number:question_id>/replies/<number:number>/", reading.reply_in_place, name="reply_in_place"),
    path("questions/<number:question_id>/replies/<number:number>/withdraw/", answering.withdraw, name="withdraw_reply"),
    path("questions/<number:question_id>/replies/<number:number>/choose/", answering.choose, name="choose"),
    path("questions/<number:question_id>/replies/<number:number>/helped/", answering.helped, name="helped"),
    path("questions/<number:question_id>/<slug:slug>/", reading.question, name="question"),
    path("ask/", asking.ask, name="ask"),
    path("ask/keep/", asking.keep_draft, name="keep_draft"),
    path("ask/similar/", suggesting.similar, name="similar"),
    path("ask/<uuid:key>/similar/", suggesting.ask_similar, name="ask_similar"),
    path("ask/<uuid:key>/details/", asking.ask_details, name="ask_details"),
    path("ask/<uuid:key>/check/", asking.ask_check, name="ask_check"),
    path("ask/posted/<number:question_id>/", asking.ask_posted, name="ask_posted"),
    path("feeds/questions/", feeds.questions, name="questions_feed"),
    path("feeds/questions/<number:question_id>/", feeds.replies, name="replies_feed"),
    path("block/question/<number:question_id>/", blocking.block, name="block_question"),
    path("block/reply/<number:question_id>/<number:number>/", blocking.block, name="block_reply"),
    path("my/blocked/", blocking.my_blocked, name="my_blocked"),
    path("my/questions/", mine.my_questions, name="my_questions"),
    path("my/questions/<number:question_id>/name/", naming.name, name="name"),
]
