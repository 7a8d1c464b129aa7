from django.urls import path

from accounts import views
from accounts.security.views import address, overview, passkeys, password, proof, providers, resetting, second_step

app_name = "accounts"
urlpatterns = [
    path("", overview.overview, name="security"),
    path("name/", views.name, name="name"),
    path("time-zone/", overview.time_zone, name="time_zone"),
    path("sessions/<number:pk>/end/", overview.end_session, name="end_session"),
    path("sessions/end-others/", overview.end_other_sessions, name="end_other_sessions"),
    path("proof/", proof.proof, name="proof"),
    path("proof/passkey/", passkeys.prove_by_passkey, name="prove_by_passkey"),
    path("address/", address.change_address, name="address"),
    path("address/confirm/", address.confirm_address, name="confirm_address"),
    path("password/", password.password, name="password"),
    path("login/password/", password.sign_in_by_password, name="sign_in_by_password"),
    path("passkeys/add/", passkeys.add_passkey, name="add_passkey"),
    path("passkeys/options/", passkeys.options, name="passkey_options"),
    path("passkeys/<number:pk>/", passkeys.passkey, name="passkey"),
    path("login/passkey/", passkeys.sign_in_by_passkey, name="sign_in_by_passkey"),
    path("second-step/", second_step.set_up, name="set_up_second_step"),
    path("second-step/off/", second_step.turn_off, name="turn_off_second_step"),
    path("recovery-codes/", second_step.recovery_codes, name="recovery_codes"),
    path("login/second-step/", second_step.sign_in_second_step, name="second_step"),
    path("login/with/<slug:provider_id>/", providers.sign_in_with, name="sign_in_with"),
    path("providers/<slug:provider_id>/connect/", providers.connect, name="connect_provider"),
    path("providers/<number:pk>/disconnect/", providers.disconnect, name="disconnect_provider"),
    path("reset/", resetting.reset, name="reset"),
    path("cms/", views.enter_the_cms, name="enter_the_cms"),
]
