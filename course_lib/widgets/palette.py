"""The one palette of the course: the same colours in widgets (CSS variables), in matplotlib and in slides.

Signed values run blue - paper - orange, centred at 0. Categories are Okabe and Ito's eight colours (2008), which
people with any common colour blindness can tell apart. Colour never stands alone: classes also differ in shape,
signs also in dash, states also in words.
"""

# name: (light theme, dark theme)
COLOURS = {
    "paper": ("#ffffff", "#12161b"),
    "panel": ("#f5f6f8", "#1b2129"),
    "line": ("#d5dae1", "#36404c"),
    "faint": ("#828d9a", "#6b7785"),
    "muted": ("#57606a", "#a3aebb"),
    "ink": ("#1b1f24", "#e8ecf1"),
    "accent": ("#0072b2", "#6cc0f5"),
    "negative": ("#0072b2", "#56b4e9"),
    "zero": ("#ffffff", "#1b2129"),
    "positive": ("#d55e00", "#f0914d"),
    # the strongest fills on which ink can be read: numbers stand in cells of these
    "negative-tint": ("#4d9cc9", "#386a89"),
    "positive-tint": ("#e28e4d", "#7b5339"),
    "negative-ink": ("#005a8c", "#8fd0fa"),
    "positive-ink": ("#a84600", "#ffb27d"),
    "wrong": ("#a1246b", "#ee8fc3"),
    "right": ("#00694d", "#3fcf9f"),
}

CATEGORIES = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8a7a00", "#444444"]


def css_variables(theme: str) -> str:
    """Declarations such as `--ink: #1b1f24;` for theme "light" or "dark"."""
    column = {"light": 0, "dark": 1}[theme]
    return " ".join(f"--{name}: {pair[column]};" for name, pair in COLOURS.items())


def themed_css(selector: str = ".course-widget") -> str:
    """CSS that gives `selector` the palette, light by default and dark wherever its host is dark.

    Hosts say so in their own ways: JupyterLab and Notebook on <body>, VS Code by a class, decks by data-theme;
    where none speaks, the system's preference decides.
    """
    light, dark = css_variables("light"), css_variables("dark")
    hosts = ('[data-jp-theme-light="false"]', ".vscode-dark", '[data-theme="dark"]', 'html[theme="dark"]')
    chosen = ", ".join(f"{host} {selector}" for host in hosts)
    silent = 'body:not([data-jp-theme-light]):not([data-theme]):not([class*="vscode"])'
    return (
        f"{selector} {{ {light} }}\n"
        f"{chosen} {{ {dark} }}\n"
        f"@media (prefers-color-scheme: dark) {{ {silent} {selector} {{ {dark} }} }}\n"
        f"@media print {{ {selector} {{ {light} }} }}\n"
    )


def signed_colormap():
    """matplotlib's "signed": negative - paper - positive, to be drawn with vmin = -vmax so that 0 is paper."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("signed", [COLOURS[name][0] for name in ("negative", "zero", "positive")])


def matplotlib_style() -> dict:
    """rcParams for the palette and type of the course: light paper, text as outlines (alike everywhere)."""
    from cycler import cycler

    ink, muted, line = (COLOURS[name][0] for name in ("ink", "muted", "line"))
    return {
        "figure.facecolor": "white",
        "figure.dpi": 100,
        "figure.constrained_layout.use": True,
        "font.family": "DejaVu Sans",
        "font.size": 10,
        "text.color": ink,
        "axes.titlesize": 11,
        "axes.titlelocation": "left",
        "axes.labelcolor": ink,
        "axes.edgecolor": muted,
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": False,
        "axes.prop_cycle": cycler(color=CATEGORIES),
        "grid.color": line,
        "xtick.color": muted,
        "ytick.color": muted,
        "lines.linewidth": 2,
        "legend.frameon": False,
        "image.cmap": "gray",
        "svg.fonttype": "path",
        "svg.hashsalt": "perceptron-to-resnet",
    }
