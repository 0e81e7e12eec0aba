"""The counter: staff facing a customer, handing over by code and taking orders by phone."""
from shop.web.channel import Channel

counter = Channel("counter", __name__, "/counter")

__all__ = ["counter"]
