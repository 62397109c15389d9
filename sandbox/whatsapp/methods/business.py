"""The business itself: its number, who is subscribed to it, its public key, and what a token is good for.

Sources: https://developers.facebook.com/docs/whatsapp/business-management-api/manage-phone-numbers,
https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/subscribed_apps,
https://developers.facebook.com/docs/whatsapp/cloud-api/reference/whatsapp-business-encryption.
"""

from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from starlette.requests import Request

from sandbox.whatsapp.account import Callback
from sandbox.whatsapp.courier import verify
from sandbox.whatsapp.errors import GraphError, JsonObject, refused
from sandbox.whatsapp.methods.calls import expect, read_body
from sandbox.whatsapp.whatsapp import WhatsApp

_DONE: JsonObject = {"success": True}
_DAILY = {250: "TIER_250", 2_000: "TIER_2K", 10_000: "TIER_10K", 100_000: "TIER_100K"}


def phone_number(whatsapp: WhatsApp, fields: str | None) -> JsonObject:
    """`GET /{phone}`; `fields` picks."""
    limits = whatsapp.gate.limits
    tier = _DAILY.get(limits.people_per_day, "TIER_UNLIMITED")
    body: JsonObject = {
        "verified_name": whatsapp.account.verified_name,
        "display_phone_number": f"+{whatsapp.phone[:2]} {whatsapp.phone[2]} {whatsapp.phone[3:6]} {whatsapp.phone[6:]}",
        "code_verification_status": "VERIFIED",
        "quality_rating": whatsapp.account.quality_rating,
        "platform_type": "CLOUD_API",
        "throughput": {"level": "STANDARD" if limits.per_second <= 80 else "HIGH"},
        "status": "RESTRICTED" if whatsapp.account.restricted else "CONNECTED",
        "name_status": "APPROVED",
        "account_mode": "LIVE",
        "messaging_limit_tier": tier,
        "whatsapp_business_manager_messaging_limit": tier,
        "webhook_configuration": whatsapp.subscriptions.as_configuration(),
        "id": whatsapp.phone_id,
    }
    wanted = {"id", *fields.split(",")} if fields else set(body) - {"webhook_configuration", "messaging_limit_tier"}
    return {name: value for name, value in body.items() if name in wanted}


async def change_phone_number(whatsapp: WhatsApp, request: Request) -> JsonObject:
    """`POST /{phone}` with `webhook_configuration`: this number's own callback; an empty address takes it away."""
    wanted = (await read_body(request)).get("webhook_configuration")
    if not isinstance(wanted, dict):
        raise refused(100, "The parameter webhook_configuration is required.")
    whatsapp.subscriptions.phone = await _callback(wanted, "override_callback_uri")
    whatsapp.courier.look_again()
    return _DONE


def account(whatsapp: WhatsApp) -> JsonObject:
    """`GET /{account}`."""
    return {
        "id": whatsapp.waba_id,
        "name": whatsapp.account.verified_name,
        "timezone_id": "1",
        "message_template_namespace": f"sandbox_{whatsapp.waba_id}",
    }


async def phone_numbers(whatsapp: WhatsApp, request: Request) -> JsonObject:
    """`GET /{account}/phone_numbers`."""
    expect(request, whatsapp.waba_id)
    return {"data": [phone_number(whatsapp, request.query_params.get("fields"))]}


async def subscribed_apps(whatsapp: WhatsApp, request: Request) -> JsonObject:
    """`GET`, `POST` and `DELETE /{account}/subscribed_apps`; a POST may bring the account's own callback."""
    expect(request, whatsapp.waba_id)
    subscriptions = whatsapp.subscriptions
    if request.method == "DELETE":
        subscriptions.subscribed, subscriptions.account = False, None
        return _DONE
    if request.method == "POST":
        body = await read_body(request)
        subscriptions.account = await _callback(body, "override_callback_uri")
        subscriptions.subscribed = True
        whatsapp.courier.look_again()
        return _DONE
    if not subscriptions.subscribed:
        return {"data": []}
    link = f"https://www.facebook.com/games/?app_id={whatsapp.app_id}"
    about = {"link": link, "name": whatsapp.account.verified_name, "id": whatsapp.app_id}
    own = {"override_callback_uri": subscriptions.account.url} if subscriptions.account else {}
    return {"data": [{"whatsapp_business_api_data": about, **own}]}


async def app_subscriptions(whatsapp: WhatsApp, request: Request) -> JsonObject:
    """`GET` and `POST /{app}/subscriptions`: the callback of the whole app, and the `fields` that it is told of."""
    expect(request, whatsapp.app_id)
    if request.method == "POST":
        body = await read_body(request)
        callback = await _callback(body, "callback_url")
        if callback is not None and body.get("fields"):
            callback = replace(callback, fields=tuple(str(body["fields"]).split(",")))
        whatsapp.subscriptions.app = callback
        whatsapp.courier.look_again()
        return _DONE
    callback = whatsapp.subscriptions.app
    if callback is None:
        return {"data": []}
    fields = [{"name": field, "version": "v24.0"} for field in callback.fields]
    about = {"object": "whatsapp_business_account", "callback_url": callback.url, "active": True, "fields": fields}
    return {"data": [about]}


async def encryption(whatsapp: WhatsApp, request: Request) -> JsonObject:
    """`GET` and `POST /{phone}/whatsapp_business_encryption`: the public key that Flows encrypt for."""
    expect(request, whatsapp.phone_id)
    if request.method == "GET":
        status = {"business_public_key_signature_status": "VALID"} if whatsapp.public_key else {}
        return {"data": [{"business_public_key": whatsapp.public_key, **status}]}
    key = (await read_body(request)).get("business_public_key")
    try:
        parsed = load_pem_public_key(str(key).encode())
    except ValueError as error:
        raise refused(100, "business_public_key must be a 2048-bit RSA public key in PEM format.") from error
    if not isinstance(parsed, RSAPublicKey) or parsed.key_size != 2048:
        raise refused(100, "business_public_key must be a 2048-bit RSA public key in PEM format.")
    whatsapp.public_key = str(key)
    return _DONE


async def app_token(whatsapp: WhatsApp, request: Request) -> JsonObject:
    """`GET /oauth/access_token`: the app's own token, for its id and secret."""
    asked = request.query_params
    if (asked.get("client_id"), asked.get("client_secret")) != (whatsapp.app_id, whatsapp.app_secret):
        raise GraphError(1, "Error validating client secret.", status=400)
    return {"access_token": f"{whatsapp.app_id}|{whatsapp.app_secret}", "token_type": "bearer"}


async def debug_token(whatsapp: WhatsApp, request: Request) -> JsonObject:
    """`GET /debug_token`: whether `input_token` is valid, whose it is and what for."""
    valid = request.query_params.get("input_token") == whatsapp.token and not whatsapp.faults.token_expired
    if not valid:
        error = {"code": 190, "message": "Invalid OAuth access token.", "subcode": 463}
        return {"data": {"is_valid": False, "error": error, "scopes": []}}
    scopes = whatsapp.account.scopes.split(",")
    granular = [{"scope": scope, "target_ids": [whatsapp.waba_id]} for scope in scopes]
    return {
        "data": {
            "app_id": whatsapp.app_id,
            "type": "SYSTEM_USER",
            "application": whatsapp.account.verified_name,
            "expires_at": whatsapp.account.token_ends_at,
            "is_valid": True,
            "scopes": scopes,
            "granular_scopes": granular,
        }
    }


async def _callback(body: JsonObject, name: str) -> Callback | None:
    """The callback that a call brings, after it has repeated the challenge; `None` when it brings none."""
    if not body.get(name):
        return None
    callback = Callback(url=str(body[name]), verify_token=str(body.get("verify_token", "")))
    await verify(callback)
    return callback
