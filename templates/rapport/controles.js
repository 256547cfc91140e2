// Lire à l'écran, sans réseau : trier un tableau, filtrer ses lignes, mettre un tableau à la place de sa figure.
// Sans ce script, la page est complète ; à l'impression, tout y est, dans l'ordre d'origine.
(() => {
  "use strict";
  const ASSEZ_POUR_TRIER = 3, ASSEZ_POUR_FILTRER = 8, VALEURS_MAXIMALES = 60;
  const ABSENT = /^(–.*|non renseigné|non précisé|n\.d\.|secret)?$/;
  const { compare } = new Intl.Collator("fr", { numeric: true });
  const tableaux = [], figures = [];

  function creer(balise, attributs, ...enfants) {
    const element = document.createElement(balise);
    for (const [nom, valeur] of Object.entries(attributs)) element.setAttribute(nom, valeur);
    element.append(...enfants);
    return element;
  }

  const annonces = creer("p", { class: "annonces", role: "status" });
  const annoncer = (texte) => { annonces.textContent = texte; };

  // Ce qu'on lit d'une cellule : sans le numéro de renvoi, ni le signe d'un statut.
  function lire(element) {
    const copie = element.cloneNode(true);
    copie.querySelectorAll("[aria-hidden]").forEach((muet) => muet.remove());
    return copie.textContent.replace(/\s+/g, " ").trim();
  }

  // --- trier ---------------------------------------------------------------------------------------

  // « −1 234,5 (2024) » vaut -1234.5 : c'est le nombre écrit qui compte, pas un autre.
  function nombreEcrit(texte) {
    const trouve = /^[+−-]?\d[\d ]*(,\d+)?/.exec(texte);
    return trouve && Number(trouve[0].replace(/[ +]/g, "").replace("−", "-").replace(",", "."));
  }

  function cle(ligne, rang, numerique) {
    const cellule = ligne.cells[rang], texte = lire(cellule);
    const valeur = cellule.dataset.valeur ?? (numerique ? nombreEcrit(texte) : texte);
    return valeur === null || ABSENT.test(valeur) ? null : valeur;
  }

  // Ce qui manque vient en dernier dans les deux sens : ce n'est ni grand ni petit.
  function ordonner(a, b, sens) {
    if (a.cle === null || b.cle === null) return (a.cle === null) - (b.cle === null);
    return sens * (typeof a.cle === "number" ? a.cle - b.cle : compare(a.cle, b.cle));
  }

  // Un total, un repère en tête ou en queue y restent ; mêlés aux autres lignes, ils se rangent avec elles.
  function separer(lignes) {
    const accent = (ligne) => ligne.classList.contains("accent");
    const debut = lignes.findIndex((ligne) => !accent(ligne));
    const fin = lignes.findLastIndex((ligne) => !accent(ligne)) + 1;
    return debut < 0 ? [lignes, [], []] : [lignes.slice(0, debut), lignes.slice(debut, fin), lignes.slice(fin)];
  }

  function ranger(etat) {
    const { corps, lignes, tri } = etat;
    const [tete, milieu, queue] = separer(lignes);
    const cles = tri ? milieu.map((ligne) => ({ ligne, cle: cle(ligne, tri.rang, tri.numerique) })) : [];
    const ranges = tri ? cles.sort((a, b) => ordonner(a, b, tri.sens)).map((c) => c.ligne) : milieu;
    corps.append(...tete, ...ranges, ...queue);
  }

  const SENS = { 1: ["ascending", "ordre croissant"], "-1": ["descending", "ordre décroissant"] };

  function changerLeTri(etat, rang) {
    const entete = etat.entetes[rang], ancien = etat.tri?.rang === rang ? etat.tri.sens : 0;
    const sens = { 0: 1, 1: -1, "-1": 0 }[ancien];
    etat.tri = sens ? { rang, sens, numerique: entete.classList.contains("nombre") } : null;
    etat.entetes.forEach((autre) => autre.removeAttribute("aria-sort"));
    if (sens) entete.setAttribute("aria-sort", SENS[sens][0]);
    ranger(etat);
    annoncer(sens ? `Trié par « ${lire(entete)} », ${SENS[sens][1]}` : "Ordre d'origine du tableau");
  }

  function rendreTriable(etat) {
    etat.entetes.forEach((entete, rang) => {
      const bouton = creer("button", { type: "button", class: "tri" }, ...entete.childNodes);
      bouton.addEventListener("click", () => changerLeTri(etat, rang));
      entete.append(bouton);
    });
  }

  // --- filtrer -------------------------------------------------------------------------------------

  // Les valeurs d'une cellule : ses statuts, ou ses puces, ou son texte.
  function valeurs(cellule) {
    for (const choix of [".etiquette", "li"]) {
      const trouvees = [...cellule.querySelectorAll(choix)].map(lire);
      if (trouvees.length) return trouvees;
    }
    return [lire(cellule)];
  }

  // Chaque façon de filtrer un tableau : son nom, et les valeurs de chaque ligne.
  function facettes({ entetes, filtrees }) {
    const dites = new Map(), ajouter = (nom, ligne, lues) => {
      if (!dites.has(nom)) dites.set(nom, new Map());
      dites.get(nom).set(ligne, lues.filter(Boolean));
    };
    for (const ligne of filtrees) {
      Object.entries(JSON.parse(ligne.dataset.facettes ?? "{}")).forEach(([nom, v]) => ajouter(nom, ligne, v));
      entetes.forEach((entete, rang) => {
        if ("facette" in entete.dataset) ajouter(lire(entete), ligne, valeurs(ligne.cells[rang]));
      });
    }
    return dites;
  }

  function choix(nom, parLigne) {
    const distinctes = [...new Set([...parLigne.values()].flat())].sort(compare);
    if (distinctes.length < 2 || distinctes.length > VALEURS_MAXIMALES) return null;
    const liste = creer("select", {}, creer("option", { value: "" }, "tout"));
    liste.append(...distinctes.map((valeur) => creer("option", { value: valeur }, valeur)));
    const garde = (ligne) => !liste.value || (parLigne.get(ligne) ?? []).includes(liste.value);
    return { champ: liste, garde, boite: creer("label", {}, `${nom} `, liste) };
  }

  const sansAccent = (texte) => texte.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  function recherche(lignes) {
    const champ = creer("input", { type: "search", autocomplete: "off" });
    const textes = new Map(lignes.map((ligne) => [ligne, sansAccent(lire(ligne))]));
    const garde = (ligne) => textes.get(ligne).includes(sansAccent(champ.value.trim()));
    return { champ, garde, boite: creer("label", {}, "Contient ", champ) };
  }

  function rendreFiltrable(etat, legende) {
    const total = etat.filtrees.length, compte = creer("p", { role: "status", class: "compte" });
    const criteres = [...facettes(etat)].map(([nom, parLigne]) => choix(nom, parLigne)).filter(Boolean);
    criteres.push(recherche(etat.filtrees));
    const effacer = creer("button", { type: "button" }, "Tout montrer");
    etat.filtrer = () => {
      const gardees = etat.filtrees.filter((ligne) => criteres.every(({ garde }) => garde(ligne)));
      etat.filtrees.forEach((ligne) => ligne.classList.toggle("masquee", !gardees.includes(ligne)));
      compte.textContent = gardees.length === total ? `${total} lignes`
        : `${gardees.length} ${gardees.length < 2 ? "ligne" : "lignes"} sur ${total}`;
    };
    etat.toutMontrer = () => { criteres.forEach(({ champ }) => { champ.value = ""; }); etat.filtrer(); };
    criteres.forEach(({ champ }) => champ.addEventListener("input", etat.filtrer));
    effacer.addEventListener("click", etat.toutMontrer);
    const groupe = creer("div", { role: "group", "aria-label": `Filtrer : ${legende}` });
    groupe.append(...criteres.map(({ boite }) => boite), effacer);
    const repli = creer("details", { class: "filtres" }, creer("summary", {}, "Filtrer ce tableau"), groupe);
    etat.table.closest(".tableau").before(repli, compte);
    etat.filtrer();
  }

  // --- une figure, son tableau ----------------------------------------------------------------------

  function basculer(etat, enTableau) {
    const { figure, dessin, repli, bouton } = etat;
    dessin.classList.toggle("masquee", enTableau);
    if (enTableau) bouton.after(repli); else figure.append(repli);
    repli.open = etat.enTableau = enTableau;
    bouton.textContent = enTableau ? "Revenir à la figure" : "Voir le tableau à la place";
  }

  function rendreBasculable(figure) {
    const dessin = figure.querySelector(":scope > .dessin"), repli = figure.querySelector(":scope > details");
    if (!dessin || !repli) return;
    const bouton = creer("button", { type: "button", class: "bascule" });
    const etat = { figure, dessin, repli, bouton };
    dessin.before(bouton);
    bouton.addEventListener("click", () => {
      basculer(etat, !etat.enTableau);
      annoncer(etat.enTableau ? "Le tableau remplace la figure" : "La figure est revenue");
    });
    basculer(etat, false);
    figures.push(etat);
  }

  // --- tout mettre en place --------------------------------------------------------------------------

  function preparer(table) {
    const corps = table.tBodies[0], lignes = [...corps.rows], entetes = [...table.tHead.rows[0].cells];
    const filtrees = lignes.filter((ligne) => !ligne.classList.contains("accent"));
    const etat = { table, corps, lignes, entetes, filtrees, tri: null };
    tableaux.push(etat);
    if (filtrees.length >= ASSEZ_POUR_FILTRER) rendreFiltrable(etat, lire(table.caption));
    if (filtrees.length >= ASSEZ_POUR_TRIER) rendreTriable(etat);
  }

  // Un renvoi vers une ligne que le filtre cache la ramène.
  function ramener(evenement) {
    const ancre = evenement.target.closest?.('a[href^="#"]')?.getAttribute("href").slice(1);
    const cachee = ancre && document.getElementById(ancre)?.closest("tr.masquee");
    if (cachee) tableaux.find(({ lignes }) => lignes.includes(cachee)).toutMontrer();
  }

  document.body.append(annonces);
  document.querySelectorAll("main figure").forEach(rendreBasculable);
  document.querySelectorAll("main .tableau > table").forEach(preparer);
  document.addEventListener("click", ramener);
  addEventListener("beforeprint", () => {
    tableaux.forEach(({ corps, lignes }) => corps.append(...lignes));
    figures.forEach(({ figure, repli }) => figure.append(repli));
  });
  addEventListener("afterprint", () => {
    tableaux.forEach(ranger);
    figures.forEach((etat) => basculer(etat, etat.enTableau));
  });
})();
