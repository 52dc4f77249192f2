"""Signed words in addresses: what they say can be read by anyone, and made by this bot alone."""

from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

from bot.clock import Clock

SECRET = "secret"  # noqa: S105  (its name, not its value)
"""the setting in the database under which the key is kept, so that addresses outlive a restart"""


class Signer:
    """Makes and reads signed words, each for one purpose."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self._secret, self._clock = secret, clock

        class Timed(TimestampSigner):
            def get_timestamp(self) -> int:
                return int(clock.now().timestamp())

            def timestamp_to_datetime(self, ts: int) -> datetime:
                return datetime.fromtimestamp(ts, UTC)

        self._signer = Timed

    def sign(self, purpose: str, value: str) -> str:
        """The value and the moment, signed; fit for an address."""
        return str(self._serializer(purpose).dumps(value))

    def read(self, purpose: str, token: str, age: timedelta) -> str | None:
        """What was signed for a purpose; None when it was not, or is older than that. What was
        signed in the future is young: the machine's clock was put right meanwhile."""
        try:
            value, at = self._serializer(purpose).loads(token, return_timestamp=True)
        except BadData:
            return None
        young = int(self._clock.now().timestamp()) - at.timestamp() <= age.total_seconds()
        return value if young and isinstance(value, str) else None

    def _serializer(self, purpose: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._secret, salt=purpose, signer=self._signer)
