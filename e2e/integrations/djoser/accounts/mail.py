class UnsentMail:
    """Takes the place of a mail of djoser. The test reads none."""

    def __init__(self, request, context):
        pass

    def send(self, to):
        pass
