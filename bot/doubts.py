"""Settings that start, and with which something will not work: a line for each, in plain words."""

import re

from bot.settings import Settings


def doubts(settings: Settings) -> list[str]:
    """What whoever wrote the settings should know. None of it is certain to be wrong."""
    says = []
    if settings.zalo_bot_token and not re.fullmatch(r"\d+:\S+", settings.zalo_bot_token):
        says.append(
            "ZALO_BOT_TOKEN: a token as Zalo sends it is a number, a colon and letters, "
            "such as 123456:abc"
        )
    if settings.zalo_oa_app_id:
        if not settings.public_url:
            says.append(
                "PUBLIC_URL: it is not set, and a Zalo Official Account has no polling: its "
                "events reach only a webhook at https://…/webhook/zalo-oa"
            )
        elif settings.webhook is False:
            says.append(
                "WEBHOOK: 0 does not hold for a Zalo Official Account, which has no polling: its "
                "events come to PUBLIC_URL/webhook/zalo-oa all the same"
            )
        if not settings.zalo_oa_secret_key:
            says.append(
                "ZALO_OA_SECRET_KEY: it is not set, and events signed with it are turned away: "
                "copy the OA Secret Key from the app's webhook page"
            )
    return says
