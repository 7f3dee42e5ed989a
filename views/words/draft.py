"""Texts of the plan that is worked on."""

WORDS = {
    "draft.stale": (
        "这个方案刚在另一个标签页中被修改，您最后的改动还没有保存，也没有丢失。",
        (
            "This plan was just changed in another tab. Your last change is not saved yet, "
            "and it is not lost."
        ),
    ),
    "draft.stale.mine": ("保留我的，另存为新方案", "Keep mine as a new plan"),
    "draft.stale.theirs": ("采用另一个标签页的", "Take the other tab's"),
}
