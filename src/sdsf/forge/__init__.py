"""La forge : un processus chaud, bibliothèques déjà chargées, dont chaque noyau de carnet est une copie.

Rien ne passe d'un carnet au suivant : la forge n'exécute jamais de carnet, et un noyau est toujours copié
d'elle, jamais d'un autre noyau.

- ``messages`` : l'enveloppe des demandes, sur une socket Unix, avec les descripteurs qu'elles emportent ;
- ``foyer`` : le processus de la forge, qui se copie à la demande et recueille ses enfants ;
- ``fils`` : ce que fait la copie pour être un noyau neuf ;
- ``forge`` : la poignée tenue par le processus qui produit ;
- ``noyau`` : ce que jupyter_client voit de tout cela ;
- ``client`` : qui parle à un noyau ;
- ``transport`` : les sockets des noyaux ;
- ``dossiers`` : où elles sont, et qui les balaie ;
- ``moteur`` : le moteur ``sdsf`` de papermill ;
- ``annonce`` : ce que papermill en lit en s'ouvrant.

``foyer`` et ``fils`` n'importent pas les autres : moins la forge en sait, moins ses copies en héritent.
"""
