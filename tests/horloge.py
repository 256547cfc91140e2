"""Une autre machine pour un processus : quatre cents jours plus tôt, sous un autre nom.

Le changement se fait au plus bas, à l'entrée de la bibliothèque C : aucune bibliothèque de Python ne peut le
contourner. Il demande Linux et un compilateur.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

JOURS, NOM = 400, "une-autre-machine"
SOURCE = f"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <string.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <time.h>
static const time_t AVANT = {JOURS} * 86400L;
int clock_gettime(clockid_t quelle, struct timespec *lue) {{
    static int (*vraie)(clockid_t, struct timespec *);
    if (!vraie) vraie = dlsym(RTLD_NEXT, "clock_gettime");
    int rendu = vraie(quelle, lue);
    if (quelle == CLOCK_REALTIME || quelle == CLOCK_REALTIME_COARSE) lue->tv_sec -= AVANT;
    return rendu;
}}
time_t time(time_t *ou) {{
    struct timespec lue;
    clock_gettime(CLOCK_REALTIME, &lue);
    if (ou) *ou = lue.tv_sec;
    return lue.tv_sec;
}}
int gettimeofday(struct timeval *restrict lue, void *restrict zone) {{
    struct timespec fine;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &fine);
    lue->tv_sec = fine.tv_sec;
    lue->tv_usec = fine.tv_nsec / 1000;
    return 0;
}}
int gethostname(char *nom, size_t taille) {{
    strncpy(nom, "{NOM}", taille);
    return 0;
}}
int uname(struct utsname *lu) {{
    static int (*vraie)(struct utsname *);
    if (!vraie) vraie = dlsym(RTLD_NEXT, "uname");
    int rendu = vraie(lu);
    strcpy(lu->nodename, "{NOM}");
    return rendu;
}}
"""


def autre_machine(dossier: Path) -> dict[str, str]:
    """L'environnement d'une autre heure, d'un autre nom, d'un autre fuseau, d'une autre langue."""
    compilateur = shutil.which("cc") or shutil.which("gcc")
    if sys.platform != "linux" or compilateur is None:
        pytest.skip("pas de compilateur C, ou pas Linux : l'horloge ne peut pas être changée")
    source, bibliotheque = dossier / "horloge.c", dossier / "horloge.so"
    source.write_text(SOURCE)
    ordre = [compilateur, "-shared", "-fPIC", "-o", str(bibliotheque), str(source), "-ldl"]
    subprocess.run(ordre, check=True, capture_output=True)
    return {
        "LD_PRELOAD": str(bibliotheque), "TZ": "Pacific/Auckland", "LC_ALL": "POSIX", "LANG": "tr_TR.UTF-8",
        "HOSTNAME": NOM, "USER": "quelqu-un", "LOGNAME": "quelqu-un", "COLUMNS": "40",
    }  # fmt: skip
