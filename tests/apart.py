"""Places near each other that nobody takes for one: reports there are of different things."""

Place = tuple[float, float]


def apart(place: Place, number: int, metres: float = 60) -> Place:
    """Another place for each number, on a spiral around the first, so many metres from any other:
    60 are too far to be asked whether they are the same."""
    x = y = 0
    along, across = 0, -1
    for _ in range(number):
        if x == y or (x < 0 and x == -y) or (x > 0 and x == 1 - y):
            along, across = -across, along
        x, y = x + along, y + across
    return place[0] + metres * y / 110_600, place[1] + metres * x / 106_000
