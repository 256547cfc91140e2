"""L'aide et les erreurs d'usage en français : l'outil de commande ne les connaît qu'en anglais."""

from collections.abc import Sequence

from typer._click import exceptions
from typer._click.core import Command, Context
from typer.core import TyperCommand, TyperGroup

from sdsf.erreurs import enumerer, plus_proche

# « sdsf » seul : l'outil lève une erreur dont le message est l'aide, déjà traduite par ``get_help``.
SANS_ARGUMENT = exceptions.NoArgsIsHelpError
VERBES = (
    "produire",
    "campagne",
    "verifier",
    "lister",
    "actualiser",
    "certifier",
    "comparer",
    "expliquer",
    "atelier",
    "nouveau",
    "exporter",
    "importer",
    "formulaires",
)
USAGES = (exceptions.UsageError,)
MOTS = {
    "Usage: ": "Usage : ",
    "[OPTIONS] COMMAND [ARGS]...": "[OPTIONS] VERBE [ARGUMENTS]…",
    "Arguments:": "Arguments :",
    "Options:": "Options :",
    "Commands:": "Verbes :",
    "Show this message and exit.": "Affiche cette aide.",
    "[default: ": "[par défaut : ",
    "[required]": "[obligatoire]",
    # la même largeur : les explications restent alignées
    " <str>": " " * 6,
    " <int>": " " * 6,
    " <list[str]>": " " * 12,
}


def traduire(texte: str) -> str:
    """Une page d'aide, avec nos mots."""
    for mot, traduit in MOTS.items():
        texte = texte.replace(mot, traduit)
    return texte


class Verbe(TyperCommand):
    """Un verbe dont l'aide est en français."""

    def get_help(self, ctx: Context) -> str:
        return traduire(super().get_help(ctx))


class Verbes(TyperGroup):
    """Le groupe des verbes, dont l'aide est en français."""

    def get_help(self, ctx: Context) -> str:
        return traduire(super().get_help(ctx))

    def list_commands(self, ctx: Context) -> list[str]:
        """L'outil mettrait en tête les verbes qui en groupent d'autres ; nous gardons notre ordre."""
        return sorted(super().list_commands(ctx), key=VERBES.index)


class Objets(TyperGroup):
    """Un verbe dont le premier argument dit sur quoi il porte : « sdsf exporter plan »."""

    def get_help(self, ctx: Context) -> str:
        aide = super().get_help(ctx).replace("COMMAND [ARGS]...", "QUOI [ARGUMENTS]…")
        return traduire(aide.replace("Commands:", "Quoi :"))


def _proche(mot: str, admis: Sequence[str]) -> str:
    trouve = plus_proche(mot, admis)
    return f"\nLe plus proche : « {trouve} »." if trouve else ""


def _inconnu(nom: str, contexte: Context | None) -> str:
    """Un verbe inconnu, ou un objet que son verbe ne connaît pas."""
    if contexte is not None and isinstance(contexte.command, Objets):
        admis = list(contexte.command.commands)
        quoi = f"« {contexte.command_path} » ne connaît pas « {nom} », mais {enumerer(admis)}."
        return quoi + _proche(nom, admis)
    return f"Le verbe « {nom} » n'existe pas." + _proche(nom, VERBES)


def message_d_usage(refus: Exception) -> str:
    """Une erreur d'usage de l'outil, dite en français."""
    if isinstance(refus, exceptions.MissingParameter):
        nom = refus.param.name if refus.param is not None else "?"
        return f"Il manque un argument : {nom}."
    if isinstance(refus, exceptions.NoSuchOption):
        proches = [f"--{o.name}" for o in refus.ctx.command.params if o.name] if refus.ctx else []
        return f"L'option « {refus.option_name} » n'existe pas." + _proche(refus.option_name, proches)
    message = str(getattr(refus, "message", refus))
    if message.startswith("No such command"):
        nom = message.removeprefix("No such command").split(".")[0].strip().strip("'")
        return _inconnu(nom, getattr(refus, "ctx", None))
    if "extra argument" in message:
        return "Il y a des arguments en trop " + message[message.index("(s)") + 3 :].strip() + "."
    return "La commande est mal écrite."


class Imports(Objets):
    """« sdsf importer caf.xlsx » : des classeurs sans mot devant sont des classeurs de collecte."""

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        if args and args[0].lower().endswith((".xlsx", ".xlsm")):
            args = ["formulaires", *args]
        return super().resolve_command(ctx, args)
