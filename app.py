"""The browser app: ``zeropark app``, or ``streamlit run app.py``."""

from views.menu import show

show()
