"""The app of the shop; `python app.py` opens it on this machine, with its worker."""
from shop.assembly import create_app

app = create_app()

if __name__ == "__main__":
    from shop.commands.opening import open_shop

    open_shop(app)
