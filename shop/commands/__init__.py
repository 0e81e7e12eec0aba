"""What the owner's machine can be told: `flask --app app shop open`, and the other commands below."""
from flask.cli import AppGroup

from shop.commands.backing_up import backup, restore
from shop.commands.checking import doctor
from shop.commands.filing import export_products, import_products
from shop.commands.filling import demo
from shop.commands.migrating import migrate
from shop.commands.opening import open_command, sign_in_link
from shop.commands.serving import serve
from shop.commands.working import work

shop = AppGroup("shop", help="Run the shop.")
for command in (open_command, serve, work, migrate, demo, doctor, backup, restore, import_products, export_products, sign_in_link):
    shop.add_command(command)

__all__ = ["shop"]
