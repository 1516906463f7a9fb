"""Coming in by an OpenID Connect provider: the authorization code flow with PKCE, by Authlib. Needs the extra `oidc`.

What the provider says of somebody is believed if its ID token is signed by one of its keys, was made for us and for
this try (nonce), and has not expired. What is under way is kept in memory, a bounded number of tries.
"""

import importlib.util
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from corpus import InputError, SettingsError

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Of signatures: by a provider's own key. Never `none`, never by a secret that we have too."""
_PENDING = 1_000  # tries under way
_PATIENCE = 600.0  # seconds to come back from the provider
_TIMEOUT = 10.0  # seconds for the provider to answer
_FRESH = 3600.0  # seconds that its addresses and keys are remembered
_LEEWAY = 60  # seconds by which clocks may differ
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom a provider vouches for.

    :param subject: Issuer and its own lasting name of the person.
    :param name: By which an account is found the first time.
    """

    subject: str
    name: str


@dataclass(frozen=True, slots=True)
class Try:
    """One way to the provider and back.

    :param state: Comes back with the browser, and has to be the one in its cookie.
    :param then: The page that was asked for.
    """

    state: str
    nonce: str
    verifier: str
    redirect: str
    then: str
    began: float = field(default_factory=time.monotonic)


class Oidc:
    """One provider. Safe to use from many threads.

    :param issuer: Its address, as its own discovery document states it.
    :param claim: Of the ID token: what names a person.
    :raises SettingsError: If the address is not encrypted, or Authlib is not installed.
    """

    def __init__(self, issuer: str, client: str, secret: str, claim: str = "preferred_username") -> None:
        parts = urlsplit(issuer)
        if not client or (parts.scheme != "https" and (parts.scheme != "http" or parts.hostname not in _LOOPBACK)):
            raise SettingsError(
                "YINZHENG_OIDC_ISSUER {issuer!r} is no provider; write its https:// address, and "
                "YINZHENG_OIDC_CLIENT_ID",
                code="oidc_settings",
                issuer=issuer,
            )
        if not all(map(importlib.util.find_spec, ("authlib", "httpx", "joserfc"))):
            raise SettingsError(
                "a login by OIDC needs packages; install them with: pip install 'yinzheng[oidc]'", code="oidc_package"
            )
        self.issuer, self._client, self._secret, self._claim = issuer.rstrip("/"), client, secret, claim
        self._lock = threading.Lock()
        self._tries: OrderedDict[str, Try] = OrderedDict()
        self._known: tuple[float, dict[str, Any], Any] | None = None

    def begin(self, redirect: str, then: str) -> tuple[str, str]:
        """Return the address at the provider to send a browser to, and the state for its cookie.

        :param redirect: Where the provider sends it back.
        :raises InputError: If the provider cannot be reached.
        """
        new = Try(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), redirect, then)
        endpoints, _ = self._provider()
        with self._session(new) as session:
            address, _ = session.create_authorization_url(
                endpoints["authorization_endpoint"], state=new.state, nonce=new.nonce, code_verifier=new.verifier
            )
        with self._lock:
            self._tries[new.state] = new
            while len(self._tries) > _PENDING:
                self._tries.popitem(last=False)
        return str(address), new.state

    def finish(self, asked: Mapping[str, str], state: str) -> tuple[Vouched, str]:
        """Return whom the provider vouches for, and the page that was asked for.

        :param asked: What the browser brought back in the address.
        :param state: What is in its cookie.
        :raises InputError: If it is not what we sent out, or the provider does not vouch for anybody.
        """
        with self._lock:
            known = self._tries.pop(state, None) if state and asked.get("state") == state else None
        if known is None or time.monotonic() - known.began > _PATIENCE:
            raise _failed("this is not the login that was begun here, or it took too long")
        if "code" not in asked:
            raise _failed(asked.get("error", "no code")[:100])
        endpoints, keys = self._provider()
        try:
            with self._session(known) as session:
                token = session.fetch_token(
                    endpoints["token_endpoint"], code=asked["code"], code_verifier=known.verifier
                )
            claims = self._claims(str(token.get("id_token", "")), keys, known.nonce)
        except Exception as error:
            raise _failed(f"{type(error).__name__}: {str(error)[:200]}") from error
        name = claims.get(self._claim)
        if not isinstance(name, str) or not name.strip():
            raise _failed(f"its token has no {self._claim}")
        return Vouched(f"{self.issuer}|{claims['sub']}", name), known.then

    def _claims(self, token: str, keys: Any, nonce: str) -> dict[str, Any]:
        """Return what an ID token says.

        :raises Exception: If it is not signed by the provider, for us, for this try, or has expired.
        """
        from joserfc import jwt
        from joserfc.errors import JoseError

        try:
            read = jwt.decode(token, keys, algorithms=list(ALGORITHMS))
        except (JoseError, ValueError):  # a key may be newer than what we remember
            with self._lock:
                self._known = None
            read = jwt.decode(token, self._provider()[1], algorithms=list(ALGORITHMS))
        needed = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY,
            iss={"essential": True, "value": self.issuer},
            sub={"essential": True},
            aud={"essential": True, "value": self._client},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        claims = dict(read.claims)
        stated = str(claims.get("iss", ""))
        needed.validate({**claims, "iss": stated.rstrip("/")})
        if "azp" in claims and claims["azp"] != self._client:
            raise ValueError("made for another client")
        return claims

    def _provider(self) -> tuple[dict[str, Any], Any]:
        """Return the provider's addresses and keys."""
        import httpx
        from joserfc.jwk import KeySet

        with self._lock:
            if self._known is not None and time.monotonic() - self._known[0] < _FRESH:
                return self._known[1:]
        try:
            with httpx.Client(timeout=_TIMEOUT) as client:
                found = client.get(f"{self.issuer}/.well-known/openid-configuration").raise_for_status().json()
                if str(found["issuer"]).rstrip("/") != self.issuer:
                    raise ValueError(f"it says that it is {found['issuer']!r}")
                keys = KeySet.import_key_set(client.get(found["jwks_uri"]).raise_for_status().json())
            addresses = {name: str(found[name]) for name in ("authorization_endpoint", "token_endpoint")}
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise _failed(f"{type(error).__name__}: {str(error)[:200]}") from None
        with self._lock:
            self._known = (time.monotonic(), addresses, keys)
        return addresses, keys

    def _session(self, one: Try) -> Any:
        from authlib.integrations.httpx_client import OAuth2Client

        return OAuth2Client(
            self._client,
            self._secret or None,
            scope="openid profile email",
            redirect_uri=one.redirect,
            code_challenge_method="S256",
            timeout=_TIMEOUT,
        )


def _failed(reason: str) -> InputError:
    return InputError("the provider does not vouch for you: {reason}; try again", code="oidc_failed", reason=reason)
