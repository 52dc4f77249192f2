"""Events of a Zalo Official Account as they are documented or were recorded."""

from __future__ import annotations

import copy
from typing import Any

Json = dict[str, Any]

APP, OA, USER = "360846524940903967", "388613280878808645", "246845883529197922"
GROUP = "978226075868b136e879"
PICTURE: Json = {
    "payload": {
        "thumbnail": "http://t.f6.photo.talk.zdn.vn/t.jpg",
        "url": "http://f6.photo.talk.zdn.vn/f.jpg",
    },
    "type": "image",
}
LOCATION: Json = {
    "payload": {"coordinates": {"latitude": "10.7923119", "longitude": "106.7820651"}},
    "type": "location",
}


def event(name: str, message: Json, **more: Any) -> Json:
    """An event of a person in their own chat, or with ``group`` in a group."""
    group = more.pop("group", None)
    base: Json = {
        "app_id": APP,
        "sender": {"id": USER},
        "recipient": {"id": group or OA},
        "event_name": name,
        "message": copy.deepcopy(message),
        "timestamp": "1757750000000",
    }
    if group:
        base["oa_id"] = OA
    else:
        base["user_id_by_app"] = "552177279717587730"
    return base | more


TEXT = event("user_send_text", {"text": "message", "msg_id": "96d3cdf3af150460909"},
             timestamp="154390853474")  # fmt: skip
TEXT_LIVE = event(
    "user_send_text", {"text": "Chào A4B", "msg_id": "cb31dff1c39642cc1b83"},
    app_id="2553928453557884079", user_id_by_app="979122185046046317", timestamp="1699003881354",
)  # fmt: skip
PLACE = event(
    "user_send_location",
    {"attachments": [LOCATION], "text": "Quán cà phê", "msg_id": "b8de7d84fa1b3043690c"},
    app_id="102719276611582260", sender={"id": "8309393969855402319"},
    recipient={"id": "1423847451268726170"}, timestamp="1751100041636",
)  # fmt: skip
IMAGE = event(
    "user_send_image", {"text": "", "msg_id": "96d3cdf3af150460910", "attachments": [PICTURE]},
    timestamp="154390853475",
)  # fmt: skip
QUOTE = event(
    "user_send_text",
    {"text": "xong", "msg_id": "96d3cdf3af150460911", "quote_msg_id": "705efa85665a0d03544c"},
)
GROUP_TEXT = event(
    "user_send_group_text", {"text": "xong A12", "msg_id": "96d3cdf3af150460912"}, group=GROUP
)
GROUP_IMAGE = event(
    "user_send_group_image",
    {"text": "", "msg_id": "96d3cdf3af150460913", "attachments": [PICTURE]},
    group=GROUP,
)
GROUP_PLACE = event(
    "user_send_group_location",
    {"text": "", "msg_id": "96d3cdf3af150460914", "attachments": [LOCATION]},
    group=GROUP,
)
FOLLOW: Json = {
    "oa_id": "388613280879808645", "follower": {"id": "24684588352919792"},
    "user_id_by_app": "552172779717587730", "event_name": "follow", "source": "oa_profile",
    "app_id": "36084652489903967", "timestamp": "154397978274",
}  # fmt: skip
UNFOLLOW = {key: value for key, value in FOLLOW.items() if key != "source"} | {
    "event_name": "unfollow"
}
SUBMIT: Json = {
    "sender": {"id": "246845883529697922"}, "recipient": {"id": "388613280879880645"},
    "event_name": "user_submit_info", "app_id": "3608465248940903967",
    "timestamp": "1540368141908",
    "info": {"name": "Name Example", "phone": "84900000000", "user_dob": "30/10/1999",
             "full_address": {"user_city": "Thành phố", "user_ward": "Phường"}},
}  # fmt: skip
RECEIPT: Json = {
    "sender": {"id": "2893352839501541173"}, "recipient": {"id": "84900000000"},
    "event_name": "user_received_message",
    "message": {"delivery_time": "1602960467432", "msg_id": "15a0cc0bbb13bd4ce403",
                "tracking_id": "order-88213"},
    "app_id": "2074138120372622546", "timestamp": "1602560967477",
}  # fmt: skip
SEEN = RECEIPT | {"event_name": "user_seen_message", "message": {"msg_ids": ["15a0cc0bbb13bd4c"]}}
ECHO = event(
    "oa_send_text", {"text": "Đã nhận", "msg_id": "e1"}, sender={"id": OA}, recipient={"id": USER}
)
ECHO_BY_HAND = ECHO | {"sender": {"id": OA, "admin_id": USER}}
ECHO_GROUP = ECHO | {"event_name": "oa_send_group_text", "recipient": {"id": GROUP}}
