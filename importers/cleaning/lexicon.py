"""The words that French writes small in names of services and of streets, with the accents that they bear.

Only words that can be read in one way: « COTE » may be « côte » or « côté », and is not here.
"""

from directory.folding import plain


def words_of(text: str) -> frozenset[str]:
    """Give the words of a list that is written as a text."""
    return frozenset(text.split())


def _by_plain(words: str) -> dict[str, str]:
    return {plain(word): word for word in words.split()}


LINKS = _by_plain("au aux avec chez d dans de des du en et l la le les ou par pour sans sous sur vers")
"""Words that link others, and are small everywhere but first."""

ARTICLES = frozenset(("la", "le", "les"))

STREET_TYPES = _by_plain(
    "allée allées ancien ancienne angle appartement arcade avenue bâtiment bâtiments bis bloc boulevard"
    " bourg carrefour caserne centre chaussée chemin cité cour cours domaine entrée escalier esplanade"
    " étage faubourg ferme galerie grand grande hameau hôtel immeuble impasse lieu-dit lotissement mail"
    " maison montée niveau parc parking passage passerelle petit petite place placette pôle pont porte"
    " promenade quai quartier quater résidence rond-point route rue ruelle sentier sente square ter tour"
    " traverse venelle villa village voie zone"
)
"""How a street is called before its own name, and what leads to a door."""

NAMES = _by_plain(
    "accompagnement accueil accès action actions activité activités adaptation adapté adaptée"
    " administratif administrative adolescent adolescente adolescents adulte adultes aide aides aidant"
    " aidants alcoolisme aîné aînés ambulatoire animation annexe antenne appartement appartements appel"
    " appui apprentissage assistance assistante association associatif associative atelier ateliers"
    " autisme autistes autonomie autre avenir bain bébé bébés bénévolat bureau cabinet cancer cancérologie"
    " cardiologie cardiologique caserne cellule central centrale centre centres chirurgical chirurgicale"
    " clinique cliniques collectif collective collège comité commissariat commun communal communale"
    " communautaire commune communes compagnie conjugal conseil consultation consultations contre"
    " convalescence coordination coordonnées crèche crise cure décentralisée délégation départemental"
    " départementale départementales départementaux dépendance dépistage dermatologie développement"
    " diagnostic dialyse direction dispensaire dispositif domicile domiciliation droit droits écoute école"
    " éducateurs éducatif éducation éducative éducatives élémentaire emploi enfance enfant enfants"
    " ensemble entraide entreprise équipe espace établissement établissements étrangers étudiants"
    " évaluation expérimental expérimentale famille familial familiale familiales familiaux familles"
    " fédération femme femmes fermé foyer formation fondation français française générale générales"
    " gendarmerie gériatrie gériatrique gérontologie gérontologique gestion groupe groupement guidance"
    " habilitation habitat halte handicap handicapé handicapée handicapées handicapés hébergement homme"
    " hommes hôpital hôpitaux hospitalier hospitalière hospitalières hospitaliers hospitalisation hôtel"
    " hygiène immigrés inclusion infantile infirmier infirmiers information informations initiative"
    " insertion institut institution intégration intercommunal intercommunale intermédiaire international"
    " internationale internat intervention itinérant jeune jeunes jeunesse jour journée judiciaire"
    " juridique juridiques justice laboratoire liaison lieu lieux ligue local locale locales locaux"
    " logement logements loisirs lutte maintien maison maisons maîtrise majeurs malades maladies maternel"
    " maternelle maternité médiation médical médicale médicales médicaux médicalisé médicalisée médico"
    " médecine mental mentale mère mères micro migrants milieu mineurs mission mobile mobiles mouvement"
    " moyen multi municipal municipale mutualiste mutuelle national nationale néonatalogie néphrologie"
    " neurologie neurologique nuit obstétrique office ophtalmologie orientation orthopédique ouvert"
    " paramédical parent parental parentale parentalité parents pause pédagogie pédagogique pédiatrie"
    " pédiatrique pénal pénitentiaire pension permanence permanences périnatal périnatale personne"
    " personnes placement plan planification plate plateforme pluridisciplinaire point points pôle"
    " polyclinique polyvalent polyvalente population populations post précoce prestation prestations"
    " prévention principal privé privée probation professionnel professionnelle professionnelles"
    " professionnels promotion protection protestante psychanalyse psychiatrie psychiatrique psychique"
    " psycho psychologie psychologique psychopédagogique psychothérapie psychothérapique public publics"
    " publique publiques radiologie radiothérapie réadaptation rééducation référent régional régionale"
    " régionales régionaux refuge réinsertion relais relation rencontre rencontres réponse repos réseau"
    " résidence résidences ressource ressources rural rurale sage-femme sages-femmes sanitaire santé"
    " scolaire scolaires secondaire secours section secteur sectoriel séjour semi sensoriel sensorielle"
    " service services site social sociale sociales sociaux socio soin soins soleil solidaire solidarité"
    " solidarités soutien spécialisé spécialisée spécialisées spécialisés stabilisation structure suite"
    " suites suivi supérieur surdité tabacologie temporaire territoire territorial territoriale"
    " territoires thérapeutique thérapeutiques thermal thermale toxicomanes toxicomanie transition travail"
    " travailleurs tribunal tutelle union unité universitaire universitaires urbain urbaine urgence"
    " urgences victime victimes vie vieillesse violence violences visite voisins"
)
"""Common words of the names of services."""

ACCENTS = {
    **NAMES,
    **STREET_TYPES,
    **_by_plain(
        "abbé aéroport amérique artère bohème bélier chaîne château châteaux chênes cimetière colonel comédie"
        " côteaux écluse écluses écoles église étang étangs étoile évêché évêque fédérale fédération félicité"
        " fêtes fenêtre fontaine forêt forêts frères général généraux gérard hêtres île îles indépendance"
        " industrie liberté libération lumière maréchal mémorial méridien métairie métro mélèzes moulin musée"
        " numéro opéra orphéon pépinière pépinières père pères péri piéton pré préfecture président printemps"
        " privé prévôt république résistance rivière rosière sainte sénat sénateur séminaire siècle sœurs"
        " supérieure théâtre thermes trésor trésorerie université vallée vélodrome égalité fraternité"
        " européen européenne"
    ),
}
"""Words whose accents are sure, whatever their case."""
ACRONYMS = words_of(
    "ADAPEI ADIL ADMR AEMO AFPA ANPAA APAJH APF APHM APHP ARS ASE BP CAARUD CADA CAES CAF CAJ CAMSP CATTP"
    " CCAS CDAS CDEF CDFE CDSP CEGIDD CFPD CH CHI CHIC CHIVA CHR CHRS CHRU CHS CHU CIAS CIDFF CIDF CJ CLAT"
    " CLIC CMP CMPP CMS CPAM CPCA CPEF CPFS CPH CRF CROUS CS CSAPA CSI CTMP DITEP EHPAD EMPP EPCI EPDSAE"
    " EPSM ESAT ETP FAM FJT GCS GCSMS GEM GHT GIE GIP HAD HIA HUDA IDEF IME IMPRO ISCG ITEP LAM LBM LHSS"
    " MAS MCO MDA MDPH MDS MDSI MECS MGEN MJD MNA MSA MSAP MSP OFII PEP PIF PJJ PMI RN SA SAAD SAMSAH SAMU"
    " SARL SAS SAVS SDIS SESSAD SIAO SPADA SPIP SSIAD SSR TSA UDAF UDSMA UEMO UGECAM UHSA UHSI UMJ UAPED"
    " UMD USLD USMP ZA ZAC ZI ZUP"
)
"""Acronyms: those that have vowels would otherwise be read as words."""

FIRST_NAMES = words_of(
    "adeline adrien agnes alain alexandra alexandre alexis alice aline amandine amelie anais andre anne"
    " annick annie anthony antoine arnaud arthur audrey aurelie aurelien aurore beatrice benedicte"
    " benjamin benoit bernadette bernard bertrand brigitte bruno camille carine carole caroline catherine"
    " cecile cedric celine chantal charlene charles charlotte christele christelle christian christiane"
    " christine christophe claire claude claudine clement clementine colette coralie corinne cyril damien"
    " daniel danielle david delphine denis denise didier dominique dorothee edith elodie emilie emma"
    " emmanuel emmanuelle eric estelle eva evelyne fabien fabienne fabrice fanny fatima florence florian"
    " francine franck francois francoise frederic frederique gabriel gaelle genevieve georges gerald"
    " geraldine gerard ghislaine gilbert gilles gregory guillaume guy helene henri herve hugo ines"
    " isabelle jacqueline jacques jean jeanne jennifer jeremy jerome jessica joel joelle johanna jonathan"
    " josiane julie julien juliette justine karine karim katia laetitia laura laure laurence laurent lea"
    " liliane lionel loic louis louise luc lucie lucile ludovic lydia lydie magali manon marc marcel"
    " margaux marianne marie marina marine marion marjorie martin martine mathieu mathilde matthieu maud"
    " maurice maxime melanie melissa michel michele mickael mireille mohamed monique morgane muriel mylene"
    " myriam nadege nadia nadine nathalie nicolas nicole noemie odile olivier pascal pascale patrice"
    " patricia patrick paul pauline philippe pierre quentin rachel raphael remi remy renaud rene richard"
    " robert roger roland romain sabine sabrina samia samuel sandra sandrine sarah sebastien serge"
    " severine simon solange solene sonia sophie stephane stephanie sylvain sylvie tatiana theo thierry"
    " thomas valerie vanessa veronique vincent virginie viviane xavier yann yannick yves yvette yvonne"
    " yolande zoe"
)
"""Frequent first names that are not also the usual name of an office."""

OFFICES = words_of(
    "accueil adil antenne asso association bta brigade caf ccas centre cidff clic cms cob contact"
    " direction foyer hopital infos info mairie mission mjd ml msap pmi saint sainte secretariat service"
    " siege social st ste"
)
"""Words that say that a name is that of a place or an office: « cob.saint-laurent@ » is nobody's."""
