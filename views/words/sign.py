"""Texts of the optional sign-in."""

WORDS = {
    "sign.title": ("请先登录", "Please sign in"),
    "sign.why": (
        "本安装的管理者要求登录后使用。",
        "Whoever runs this installation asks its users to sign in.",
    ),
    "sign.in": ("登录", "Sign in"),
    "sign.out": ("退出登录", "Sign out"),
    "sign.as": ("已登录：{name}", "Signed in: {name}"),
    "sign.missing": (
        "已配置登录，但缺少 Authlib：请安装 zeropark[signin]。",
        "Sign-in is set up but Authlib is missing: install zeropark[signin].",
    ),
}
