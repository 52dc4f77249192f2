"""Messages for platforms without buttons: what these would do is said in words."""

from dataclasses import replace

from handlers.messages import Outgoing
from handlers.texts import say


def in_words(message: Outgoing, lang: str) -> Outgoing:
    """A message whose buttons became numbers to answer with. Links stay."""
    buttons = [button for row in message.buttons for button in row]
    links = tuple((button,) for button in buttons if button.url)
    choices = [] if message.spelled else [button for button in buttons if button.data]
    text = message.text
    if choices:
        lines = [f"{n} = {choice.label}" for n, choice in enumerate(choices, message.first_number)]
        text = "\n".join([text, say(lang, "answer-by-number"), *lines])
    return replace(
        message,
        text=text,
        buttons=links,
        choices=tuple(button.data for button in choices),
        spelled=False,
    )
