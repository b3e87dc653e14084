"""The one style sheet, written from the tokens."""

from __future__ import annotations

from desktop.ui import tokens
from desktop.ui.tokens import Colours

_SHEET = """
* {{ font-size: {body}px; }}
QToolTip {{ background: {c.raised}; color: {c.text}; border: 1px solid {c.strong_line}; padding: 4px; }}
#navigation {{ background: {c.window}; border: none; border-right: 1px solid {c.line}; }}
#navigation QToolButton {{ border: none; border-radius: {corner}px; text-align: left; padding: 6px 8px;
          margin: 0 8px; color: {c.quiet}; background: transparent; }}
#navigation #brand, #navigation #brand:hover {{ font-size: {title}px; color: {c.text};
          background: transparent; margin: 0;          padding: 12px 12px 8px 16px; }}
#navigation QToolButton:hover {{ background: {c.line}; color: {c.text}; }}
#navigation QToolButton:checked {{ background: {c.accent_wash}; color: {c.accent}; }}
#navigation QToolButton:focus {{ border: 1px solid {c.accent}; padding: 5px 7px; }}
#content {{ background: {c.panel}; }}
#screen-title {{ font-size: {title}px; color: {c.text}; }}
#figure {{ font-size: {figure}px; color: {c.text}; }}
QLabel[tone="quiet"] {{ color: {c.quiet}; font-size: {quiet}px; }}
QLabel[tone="bad"] {{ color: {c.bad}; font-size: {quiet}px; }}
QLabel[tone="warn"] {{ color: {c.warn}; font-size: {quiet}px; }}
QLabel[tone="good"] {{ color: {c.good}; font-size: {quiet}px; }}
QLabel[tone="heading"] {{ color: {c.text}; font-size: 14px; }}
#status {{ background: {c.window}; border-top: 1px solid {c.line}; }}
#status QLabel {{ color: {c.quiet}; font-size: {quiet}px; }}
#toolbar, #tabs-bar {{ background: {c.panel}; }}

QPushButton {{ background: {c.raised}; color: {c.text}; border: 1px solid {c.strong_line};
          border-radius: {corner}px; padding: 4px 12px; min-height: 19px; }}
QPushButton:hover {{ background: {c.window}; }}
QPushButton:pressed, QPushButton:checked {{ background: {c.accent_wash}; border-color: {c.accent}; }}
QPushButton:focus {{ border: 1px solid {c.accent}; }}
QPushButton:checked:focus {{ border: 2px solid {c.accent}; padding: 3px 11px; }}
QPushButton:disabled {{ color: {c.faint}; border-color: {c.line}; }}
QPushButton::menu-indicator {{ width: 0; }}
QPushButton[primary="true"] {{ background: {c.accent}; color: {c.accent_on}; border-color: {c.accent}; }}
QPushButton[primary="true"]:hover {{ border-color: {c.text}; }}
QPushButton[primary="true"]:focus {{ border: 2px solid {c.text}; padding: 3px 11px; }}
QPushButton[primary="true"]:disabled {{ background: {c.line}; color: {c.quiet}; border-color: {c.line}; }}
QPushButton[flat="true"] {{ border-color: transparent; background: transparent; color: {c.accent};
          padding: 2px 8px; }}
QPushButton[flat="true"]:hover {{ background: {c.accent_wash}; }}
QPushButton[flat="true"]:focus {{ border-color: {c.accent}; }}
QPushButton[square="true"] {{ padding: 0; }}
QPushButton[aligned="left"] {{ text-align: left; }}
QPushButton[card="true"] {{ min-height: 60px; border-color: {c.line}; border-radius: {card}px;
          text-align: left; }}
QPushButton[card="true"]:focus {{ border-color: {c.accent}; }}
QPushButton[flat="true"]:disabled {{ color: {c.faint}; }}

QLineEdit, QPlainTextEdit, QComboBox, QSpinBox {{ background: {c.raised}; color: {c.text};
          border: 1px solid {c.strong_line}; border-radius: {corner}px; padding: 3px 8px;
          selection-background-color: {c.accent}; selection-color: {c.accent_on}; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus {{ border: 1px solid {c.accent}; }}
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] {{
          border: 1px solid {c.bad}; background: {c.bad_wash}; }}
QLineEdit:read-only, QPlainTextEdit:read-only {{ background: {c.window}; color: {c.quiet}; }}
QLineEdit[leading="icon"] {{ padding-left: 2px; }}
QComboBox::drop-down {{ border: none; width: 22px; }}
QComboBox::down-arrow {{ image: none; }}
QTableView QLineEdit, QTableView QComboBox, QTableView QPlainTextEdit {{ border-radius: 0;
          border: 1px solid {c.accent}; padding: 0 6px; }}

QTableView {{ background: {c.panel}; alternate-background-color: {c.panel}; color: {c.text};
          gridline-color: {c.line}; border: none; border-top: 1px solid {c.line};
          selection-background-color: {c.accent_wash}; selection-color: {c.text}; outline: none; }}
QTableView::item {{ padding: 0 5px; }}
QTableView::item:focus {{ border: 1px solid {c.accent}; padding: 0 4px; }}
QTableView#frozen {{ border: none; border-right: 1px solid {c.strong_line}; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QHeaderView {{ background: {c.panel}; }}
QHeaderView::section {{ background: {c.panel}; color: {c.quiet}; border: none;
          border-right: 1px solid {c.line}; border-bottom: 1px solid {c.strong_line};
          padding: 0 8px; font-size: {quiet}px; font-weight: normal; }}
QHeaderView::section:vertical {{ border-bottom-color: {c.line}; }}
QTableCornerButton::section {{ background: {c.panel}; border: none; border-bottom: 1px solid {c.line}; }}
QListView, QTreeView {{ background: {c.raised}; color: {c.text}; border: 1px solid {c.strong_line};
          border-radius: {corner}px; outline: none; selection-background-color: {c.accent_wash};
          selection-color: {c.text}; }}
QListView[bare="true"], QTextBrowser {{ background: transparent; border: 1px solid transparent;
          border-radius: {corner}px; color: {c.text}; }}
QListView:focus, QTreeView:focus, QTextBrowser:focus {{ border: 1px solid {c.accent}; }}
QListView::item:focus {{ border: 1px solid {c.accent}; border-radius: 4px; padding: 1px 5px; }}
QListView::item {{ min-height: 24px; padding: 2px 6px; }}
QListView::item:hover {{ background: {c.window}; }}
QListView::item:selected {{ background: {c.accent_wash}; color: {c.text}; }}

QTabBar {{ background: transparent; qproperty-drawBase: 0; }}
QTabBar::tab {{ background: transparent; color: {c.quiet}; border: none; padding: 6px 2px; margin-right: 16px;
          border-bottom: 2px solid transparent; }}
QTabBar::tab:hover {{ color: {c.text}; }}
QTabBar::tab:selected {{ color: {c.accent}; border-bottom: 2px solid {c.accent}; }}
QTabBar::tab:focus {{ background: {c.accent_wash}; }}
QTabBar QToolButton {{ background: {c.panel}; color: {c.quiet}; border: 1px solid {c.line};
          border-radius: 4px; }}
QTabBar QToolButton:hover {{ background: {c.window}; }}
QTabBar::tab:disabled {{ color: {c.faint}; }}
QMenu {{ background: {c.raised}; color: {c.text}; border: 1px solid {c.strong_line}; padding: 4px; }}
QMenu::item {{ padding: 5px 20px 5px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {c.accent_wash}; }}
QMenu::item:disabled {{ color: {c.faint}; }}
QMenu::separator {{ height: 1px; background: {c.line}; margin: 4px 8px; }}

QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {c.strong_line}; border-radius: 4px; margin: 2px; min-height: 28px;
          min-width: 28px; }}
QScrollBar::handle:hover {{ background: {c.faint}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QProgressBar {{ background: {c.line}; border: none; border-radius: 3px; max-height: 6px; }}
QProgressBar::chunk {{ background: {c.accent}; border-radius: 3px; }}
QSplitter::handle {{ background: {c.line}; }}

#panel {{ background: {c.panel}; border-left: 1px solid {c.line}; }}
#card {{ background: {c.raised}; border: 1px solid {c.line}; border-radius: {card}px; }}
#card QTableView, #card QHeaderView, #card QHeaderView::section {{ background: {c.raised}; }}
#chip {{ background: {c.accent_wash}; color: {c.text}; border: 1px solid transparent;
          border-radius: {corner}px; padding: 2px 8px; font-size: {quiet}px; min-height: 18px; }}
#chip:hover, #chip:focus {{ border-color: {c.accent}; }}
#bar {{ border-radius: {corner}px; }}
#bar[tone="bad"] {{ background: {c.bad_wash}; border: 1px solid {c.bad}; }}
#bar[tone="warn"] {{ background: {c.warn_wash}; border: 1px solid {c.warn}; }}
#bar[tone="good"] {{ background: {c.good_wash}; border: 1px solid {c.good}; }}
#bar[tone="ask"] {{ background: {c.accent_wash}; border: 1px solid {c.accent}; }}
#popup {{ background: {c.raised}; border: 1px solid {c.strong_line}; border-radius: {corner}px; }}
QCheckBox, QRadioButton {{ color: {c.text}; spacing: 8px; border: 1px solid transparent;
          border-radius: {corner}px; padding: 0 4px 0 0; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {c.accent}; }}
QCheckBox::indicator, QAbstractItemView::indicator, QMenu::indicator:non-exclusive {{ width: 14px;
          height: 14px; background: {c.panel}; border: 1px solid {c.faint}; border-radius: 3px; }}
QCheckBox::indicator:hover {{ border-color: {c.accent}; }}
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked, QMenu::indicator:non-exclusive:checked {{
          background: {c.accent}; border-color: {c.accent}; image: url("{tick}"); }}
QCheckBox::indicator:checked:disabled, QAbstractItemView::indicator:checked:disabled {{
          background: {c.faint}; border-color: {c.faint}; }}
QRadioButton::indicator {{ width: 14px; height: 14px; background: {c.panel};
          border: 1px solid {c.faint}; border-radius: 8px; }}
QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 5px solid {c.accent};
          border-radius: 8px; }}
QCalendarWidget QWidget {{ alternate-background-color: {c.window}; }}
QCalendarWidget QToolButton {{ color: {c.text}; background: transparent; border: none; padding: 4px 8px; }}
"""


def style_sheet(colours: Colours, ticks: str) -> str:
    """The application's style sheet in these colours; `ticks` is the folder with the marks of check boxes."""
    return _SHEET.format(
        c=colours,
        tick=f"{ticks}/{'dark' if colours == tokens.DARK else 'light'}.svg",
        body=tokens.BODY,
        quiet=tokens.QUIET,
        title=tokens.TITLE,
        figure=tokens.FIGURE,
        corner=tokens.CORNER,
        card=tokens.CARD_CORNER,
    )
