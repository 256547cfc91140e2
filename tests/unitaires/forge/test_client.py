"""Une réponse arrivée juste avant un envoi réveille qui l'attend : sans cela, un noyau paraît muet."""

import asyncio
import time
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
import zmq
import zmq.asyncio
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.session import Session
from nbclient.output_widget import OutputWidget
from nbformat.v4 import new_code_cell, new_notebook

from sdsf.forge.client import CanalAttentif, ClientDuNoyau
from sdsf.forge.transport import CLIENT, transport

# Il suffit que la boucle soit occupée quand la réponse arrive : zmq ne relit ses commandes qu'après 1 ms.
OCCUPEE_S = 0.02


async def reponse_croisee(classe: type[AsyncZMQSocketChannel]) -> str:
    """Ce que lit qui attend, quand sa réponse arrive pendant que la boucle s'apprête à envoyer."""
    session, contexte = Session(key=b"clef"), zmq.asyncio.Context()
    noyau: Any = zmq.Context.shadow(contexte).socket(zmq.ROUTER)
    noyau.bind("inproc://noyau")
    prise = contexte.socket(zmq.DEALER)
    prise.connect("inproc://noyau")
    canal = classe(prise, session)
    try:
        canal.send(session.msg("execute_request"))
        qui = noyau.recv_multipart()[0]
        attente = asyncio.ensure_future(canal.get_msg(timeout=None))
        await asyncio.sleep(OCCUPEE_S)
        noyau.send_multipart([qui, *session.serialize(session.msg("execute_reply"))])
        time.sleep(OCCUPEE_S)
        canal.send(session.msg("comm_msg"))
        return str((await asyncio.wait_for(attente, 1))["header"]["msg_type"])
    except TimeoutError:
        return "silence"
    finally:
        canal.close()
        noyau.close(0)
        contexte.term()


def test_le_canal_attentif_voit_une_reponse_qui_croise_un_envoi() -> None:
    assert asyncio.run(reponse_croisee(CanalAttentif)) == "execute_reply"


def test_le_canal_de_jupyter_client_ne_la_voit_pas() -> None:
    """Le jour où ce test échoue, le défaut est corrigé chez eux, et notre canal n'a plus d'objet."""
    assert asyncio.run(reponse_croisee(AsyncZMQSocketChannel)) == "silence"


def test_hors_de_la_boucle_un_envoi_ne_programme_rien() -> None:
    contexte = zmq.asyncio.Context()
    prise = contexte.socket(zmq.DEALER)
    envoyes: list[Any] = []
    canal = CanalAttentif(prise, Session(key=b"clef"))
    canal.session.send = lambda *mots: envoyes.append(mots)  # type: ignore[method-assign]
    canal.send({})
    assert len(envoyes) == 1
    canal.close()
    contexte.term()


def test_un_client_lent_n_attend_pas_le_delai_de_la_cellule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Le noyau ordinaire d'une production : nbclient tarde à écrire, la cellule a déjà fini."""
    ecrire = OutputWidget.sync_state

    def tarder(soi: OutputWidget) -> None:
        time.sleep(10 * OCCUPEE_S)
        ecrire(soi)

    monkeypatch.setattr(OutputWidget, "sync_state", tarder)
    source = "import ipywidgets\nsortie = ipywidgets.Output()\nwith sortie:\n    print('dedans')"
    noyau = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    nbformat.write(new_notebook(cells=[new_code_cell(source)], metadata=noyau), tmp_path / "un.ipynb")
    debut = time.monotonic()
    with transport() as config:
        papermill.execute_notebook(
            str(tmp_path / "un.ipynb"), None, config=config, progress_bar=False, execution_timeout=60
        )
    assert time.monotonic() - debut < 50


def test_la_configuration_garde_le_client_choisi() -> None:
    with transport() as config:
        assert config.KernelManager.client_factory == CLIENT
        assert f"{ClientDuNoyau.__module__}.{ClientDuNoyau.__qualname__}" == CLIENT
    with transport({"KernelManager": {"client_factory": "autre"}}) as config:
        assert config.KernelManager.client_factory == "autre"
