"""Optional sign-in by Streamlit's OIDC, where `.streamlit/secrets.toml` has a section [auth]."""

from __future__ import annotations

from importlib.util import find_spec

import streamlit as st

from views.frame.page import plain
from views.frame.state import t


def may_pass() -> bool:
    """Return whether the pages may be drawn; if not, ask for sign-in in their place."""
    if not is_asked() or st.user.get("is_logged_in"):
        return True
    st.subheader(t("sign.title"), anchor=False)
    if find_spec("authlib") is None:
        st.error(t("sign.missing"), icon=":material/extension_off:")
        return False
    st.markdown(t("sign.why"))
    st.button(t("sign.in"), type="primary", icon=":material/login:", on_click=st.login)
    return False


def is_asked() -> bool:
    """Return whether the operator of this installation wants users to sign in."""
    try:
        return st.secrets.load_if_toml_exists() and "auth" in st.secrets
    except (OSError, ValueError):  # a file that cannot be read must not open the door
        return True


def account() -> None:
    """Draw who is signed in, and the way out."""
    if not is_asked():
        return
    st.caption(t("sign.as", name=plain(str(st.user.get("name") or st.user.get("email") or "?"))))
    st.button(t("sign.out"), icon=":material/logout:", on_click=st.logout, key="sign_out")
