"""What listings talk about: terms of the field by group of categories, and the sentences that hold them."""

from collections.abc import Iterator
from functools import cache

import numpy as np

TERMS = {
    "emergency-security": (
        "dépôt de plainte", "audition", "main courante", "évaluation du danger", "téléphone grave danger",
        "mise en sécurité", "intervention sociale", "réquisition", "ordonnance de protection",
        "accueil de nuit", "patrouille", "signalement", "violences intrafamiliales", "brigade",
        "commissariat", "secours d’urgence", "premiers secours",
    ),
    "shelter-housing": (
        "hébergement d’urgence", "mise à l’abri", "accueil de jour", "maraude", "logement social",
        "expulsion locative", "pension de famille", "résidence sociale", "intermédiation locative",
        "caution", "impayés de loyer", "nuitées hôtelières", "domiciliation", "bagagerie", "douches",
        "garantie locative", "logement adapté", "habitat indigne",
    ),
    "victim-support": (
        "aide aux victimes", "violences conjugales", "violences sexuelles", "écoute psychologique",
        "groupe de parole", "information juridique", "indemnisation", "accompagnement au tribunal",
        "harcèlement", "emprise", "mariage forcé", "traite des êtres humains", "prostitution",
        "discriminations", "deuil", "soutien aux proches", "attentat", "accident de la route",
    ),
    "health": (
        "consultation médicale", "certificat médical", "psychotraumatisme", "santé mentale", "addictions",
        "dépistage", "contraception", "interruption de grossesse", "vaccination", "soins infirmiers",
        "équipe mobile", "urgences psychiatriques", "réduction des risques", "suivi de grossesse",
        "accès aux soins", "sage-femme", "permanence d’accès aux soins", "prévention du suicide",
    ),
    "child-youth": (
        "protection de l’enfance", "information préoccupante", "soutien à la parentalité",
        "garde d’enfants", "adolescents", "décrochage scolaire", "placement", "visite médiatisée", "fugue",
        "assistante maternelle", "aide éducative", "lieu d’écoute", "jeunes majeurs", "point accueil",
        "consultation des nourrissons", "espace de rencontre", "petite enfance",
    ),
    "social": (
        "revenu de solidarité", "accès aux droits", "aide alimentaire", "surendettement", "budget familial",
        "secours financier", "travail social", "insertion professionnelle", "prestations familiales",
        "numérique", "titre de séjour", "apprentissage du français", "demande d’asile", "mobilité",
        "vestiaire", "épicerie solidaire", "emploi", "formation",
    ),
    "justice": (
        "aide juridictionnelle", "consultation d’avocat", "point justice", "médiation",
        "droit de la famille", "autorité parentale", "pension alimentaire", "divorce", "conciliateur",
        "défenseur des droits", "procureur", "constitution de partie civile", "tutelle", "huissier",
        "notaire", "juge aux affaires familiales", "greffe",
    ),
    "vulnerable-adults": (
        "maltraitance", "personnes âgées", "handicap", "perte d’autonomie", "aide à domicile",
        "répit des aidants", "protection juridique", "allocation personnalisée", "accueil familial",
        "portage de repas", "curatelle", "isolement", "téléassistance", "vie autonome",
        "maladie d’Alzheimer", "accessibilité",
    ),
    "perpetrators": (
        "prise en charge des auteurs", "responsabilisation", "gestion de la colère", "éviction du domicile",
        "stage de citoyenneté", "obligation de soins", "contrôle judiciaire", "hébergement des auteurs",
        "prévention de la récidive", "suivi socio-judiciaire", "thérapie de groupe", "sevrage", "bracelet",
        "parentalité des auteurs", "entretien individuel", "travail d’intérêt général",
    ),
    "practical": (
        "interprétariat", "transport solidaire", "garde d’animaux", "taxi conventionné", "déménagement",
        "laverie", "aide aux démarches", "écrivain public", "photocopies", "accès à internet",
        "changement de serrure", "consigne", "mobilier de première nécessité", "recharge de téléphone",
        "traduction", "garde-meubles", "fournitures scolaires",
    ),
    "listening": (
        "ligne d’écoute", "tchat", "anonymat", "appel gratuit", "soutien moral", "orientation téléphonique",
        "solitude", "détresse", "idées suicidaires", "permanence téléphonique", "rappel",
        "écoutants bénévoles", "courriel", "confidentialité", "proches inquiets", "langue des signes",
    ),
}  # fmt: skip
"""Group of categories -> what its listings talk about."""

SENTENCES = (
    "{0} et {1} : l’équipe reçoit {3}, sur rendez-vous ou sans attendre, avec {4} et {5}.",
    "Nous proposons un accueil, une écoute et un accompagnement autour de {0}, de {4} et de {6}.",
    "Une permanence consacrée à {0} se tient chaque semaine avec {4}, {5} et les partenaires de {7}.",
    "Les professionnels orientent {3} vers {1} quand {0} ne suffit pas, puis vers {4}.",
    "L’association intervient pour {0} ; elle travaille avec {4} et {5} du territoire.",
    "Premier entretien gratuit pour {3} ; les démarches liées à {0} et à {4} sont faites ensemble.",
    "Un travailleur social aide {3} à préparer {0}, à comprendre {1} et à retrouver {6}.",
    "Selon la situation, {0} peut être proposé le jour même, avec {5} et {7}.",
    "Le service assure {0} et {2} à domicile, au bureau ou par téléphone, avec {4}.",
    "Des ateliers collectifs sur {0} réunissent {3} autour de {4}, {5}, {6} et {7}.",
    "Il faut apporter une pièce d’identité et les papiers de {4} ; {0} reste possible sans eux.",
    "Équipe de {4} : {0}, {1}, {2}, suivi de {5} et lien avec {6}.",
    "Les demandes qui concernent {1} sont étudiées en commission avec {4} et {7}.",
    "Des bénévoles formés accompagnent {3} pour {0}, dans le respect de {5}.",
    "L’équipe accueille en priorité {3} et travaille avec {4} et {6}.",
    "En cas d’absence, laisser un message : {0} ou {1} sera proposé sous deux jours, avec {5}.",
    "La prise en charge comprend {0}, {2}, {4} et {5} ; elle dure le temps nécessaire.",
    "Antenne de {4} pour {3} : informations sur {0}, {1} et {7}.",
)
"""{0} {1} {2} are terms of the field, {3} is who is received, {4} to {7} are rarer words."""

RECEIVED = (
    "toute personne", "les femmes", "les hommes", "les familles", "les enfants", "les jeunes", "les parents",
    "les victimes", "les personnes âgées", "les personnes handicapées", "les personnes sans domicile",
    "les personnes étrangères", "les étudiants", "les aidants", "les femmes enceintes", "les allocataires",
    "les habitants", "les professionnels",
)  # fmt: skip

RUNS = (
    "Association {}", "Maison {}", "Collectif {}", "Centre {}", "Fondation {}", "Union {}", "Entraide {}",
    "Réseau {}",
)  # fmt: skip
"""How the name of an organisation is made of an invented word."""

TAIL_SIZE = 90_000
_FIRST = (
    "b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "br", "ch", "cl", "cr", "dr", "fl",
    "fr", "gl", "gr", "pl", "pr", "tr", "h", "j", "qu", "s", "b", "d",
)  # fmt: skip
_VOWELS = (
    "a", "e", "i", "o", "u", "ou", "oi", "ai", "au", "on", "an", "en", "eau", "eu", "è", "é", "in",
)  # fmt: skip
_MIDDLE = (
    "b", "d", "g", "l", "m", "n", "p", "r", "s", "t", "v", "ll", "nn", "ss", "tt", "rr", "mb", "nt", "rd",
    "rl", "st", "ct", "lv", "rm", "c", "f", "z", "j",
)  # fmt: skip
_ENDS = (
    "age", "ement", "eur", "euse", "ité", "ier", "ière", "ation", "oir", "ette", "ot", "on", "ard", "ade",
    "ure", "ance", "ence", "isme", "iste", "ique", "able", "if", "ive", "al", "elle", "eux", "ant", "er",
    "ir", "ais", "in", "ille", "esse", "is", "oie", "une", "ère",
)  # fmt: skip


@cache
def tail(seed: int = 7) -> tuple[str, ...]:
    """Give `TAIL_SIZE` distinct invented words that sound French, the shorter ones first."""
    rng = np.random.default_rng(seed)
    words = dict.fromkeys(_invented(rng))
    drawn = list(words)[:TAIL_SIZE]
    return tuple(sorted(drawn, key=lambda word: (len(word) > 8, len(word) > 11)))


def _invented(rng: np.random.Generator) -> Iterator[str]:
    """Yield twice as many words as are kept: some come several times."""
    middles = rng.integers(0, 3, size=2 * TAIL_SIZE).tolist()
    draws = rng.integers(0, 1 << 30, size=(2 * TAIL_SIZE, 7)).tolist()
    for count, draw in zip(middles, draws, strict=True):
        middle = "".join(
            _VOWELS[draw[2 * k] % len(_VOWELS)] + _MIDDLE[draw[2 * k + 1] % len(_MIDDLE)]
            for k in range(count)
        )
        core = _VOWELS[draw[4] % len(_VOWELS)] + _MIDDLE[draw[5] % len(_MIDDLE)]
        yield _FIRST[draw[6] % len(_FIRST)] + middle + core + _ENDS[(draw[6] >> 8) % len(_ENDS)]
