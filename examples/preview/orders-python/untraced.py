"""What the example needs of a tracer, doing nothing: for running it without one."""


class Span:
    error = 0

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False

    def set_tag(self, key, value=None):
        pass

    def set_traceback(self):
        pass


class Tracer:
    def trace(self, name, resource=None):
        return Span()

    def wrap(self, name=None, resource=None):
        return lambda function: function

    def current_span(self):
        return None

    def current_root_span(self):
        return None


tracer = Tracer()


def lambda_metric(name, value, tags=None):
    pass
