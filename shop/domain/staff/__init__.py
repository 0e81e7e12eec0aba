"""Who works in the shop: what each may do, how they sign in, what ends a sign-in."""
from shop.domain.staff.changing import BadRole, LastOwner, change_member, change_own, deactivate, reactivate
from shop.domain.staff.facts import DEFAULT_ROLE, ROLES, Member, OpenSession, Permission, may
from shop.domain.staff.finding import find_by_email, find_member, get_member, get_owner, list_members, name_of
from shop.domain.staff.inviting import EmailTaken, create_owner, invite, make_invitation
from shop.domain.staff.naming import BadName, StaffEmail
from shop.domain.staff.proving import (
    PasswordTooWeak,
    TooBusyToCheck,
    WrongCode,
    WrongPassword,
    is_totp_secret,
    propose_totp,
    set_password,
    set_totp,
    stop_own_totp,
    stop_totp,
    totp_address,
)
from shop.domain.staff.remembering import (
    close_all,
    close_one,
    close_session,
    find_session,
    forget_expired,
    list_sessions,
    open_session,
    session_id,
)
from shop.domain.staff.signing_in import (
    INVITATION,
    LinkSpent,
    SignedIn,
    SignInRefused,
    count_tries,
    issue_link,
    make_sign_in_link,
    peek_link,
    peek_second_step,
    sign_in_with_code,
    sign_in_with_link,
    sign_in_with_password,
)
from shop.domain.staff.switching import BadPin, WrongPin, drop_pin, find_device, list_sellers, lock, set_pin, switch

__all__ = [
    "BadPin", "WrongPin", "drop_pin", "find_device", "list_sellers", "lock", "set_pin", "switch",
    "BadName", "BadRole", "DEFAULT_ROLE", "EmailTaken", "INVITATION", "LastOwner", "LinkSpent", "Member", "OpenSession",
    "PasswordTooWeak", "Permission", "ROLES", "SignInRefused", "SignedIn", "StaffEmail", "TooBusyToCheck", "WrongCode",
    "WrongPassword", "change_member", "change_own", "close_all", "close_one", "close_session", "count_tries", "create_owner",
    "deactivate", "find_by_email", "find_member", "find_session", "forget_expired", "get_member", "get_owner", "invite",
    "issue_link", "list_members", "list_sessions", "make_invitation", "make_sign_in_link", "may", "name_of", "open_session",
    "is_totp_secret", "peek_link", "peek_second_step", "propose_totp", "reactivate", "session_id", "set_password", "set_totp",
    "sign_in_with_code",
    "sign_in_with_link", "sign_in_with_password", "stop_own_totp", "stop_totp", "totp_address",
]
