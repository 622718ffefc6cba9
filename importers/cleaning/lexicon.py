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
    " bourg carrefour caserne centre chaussée chemin cité commercial commerciale cour cours domaine"
    " entrée escalier esplanade étage faubourg ferme galerie grand grande hameau hôtel immeuble impasse"
    " lieu-dit lotissement mail maison montée niveau parc parking passage passerelle petit petite place"
    " placette pont porte pôle promenade quai quartier quater résidence rond-point route rue ruelle"
    " sente sentier square ter tour traverse venelle villa village voie zone"
)
"""How a street is called before its own name, and what leads to a door."""

NAMES = _by_plain(
    "accès accompagnement accompagner accueil accueils action actions activité activités adaptation"
    " adapté adaptée addictions addictologie administratif administrative adolescent adolescente"
    " adolescents adulte adultes aidant aidants aide aides aîné aînés alcoolisme alcoologie alcoologique"
    " ambulatoire ambulatoires animation annexe antenne appartement appartements appel apprentissage"
    " appui assistance assistante associatif association associative atelier ateliers autisme autistes"
    " autodialyse autonomie autre avenir bain bâtiment bébé bébés bénévolat bureau cabinet cancer"
    " cancérologie cardio-vasculaire cardiologie cardiologique caserne cellule central centrale centre"
    " centres chirurgical chirurgicale clinique cliniques collectif collective collège comité"
    " commissariat commun communal communale communautaire commune communes compagnie conjugal"
    " conjugales conseil consultation consultations contre convalescence coordination coordonnées couple"
    " couples crèche crise cure dermatologie décentralisée dédié dédiée délégation départemental"
    " départementale départementales départementaux dépendance dépistage développement diagnostic"
    " dialyse direction dispensaire dispositif domicile domiciliation douleur douleurs droit droits"
    " emploi enfance enfant enfants ensemble entraide entreprise espace expérimental expérimentale"
    " externe externes école écoute écouter éducateurs éducatif éducation éducative éducatives"
    " élémentaire épilepsie équipe établissement établissements étape éthique étrangers étudiants"
    " évaluation familial familiale familiales familiaux famille familles femme femmes fédération"
    " fondation formation foyer français française gendarmerie gestion générale générales gériatrie"
    " gériatrique gérontologie gérontologique gérontopsychiatrie groupe groupement guidance gynécologie"
    " habilitation habitat halte handicap handicapé handicapée handicapées handicapés hébergement hémato"
    " hémodialyse homme hommes hospitalier hospitaliers hospitalière hospitalières hospitalisation"
    " hôpital hôpitaux hôtel hygiène imagerie immigrés inclusion infantile infirmier infirmiers"
    " information informations initiative insertion institut institution intercommunal intercommunale"
    " intermédiaire internat international internationale intervention intégration itinérant jeune"
    " jeunes jeunesse jour journée judiciaire juridique juridiques justice laboratoire liaison lieu"
    " lieux ligue local locale locales locaux logement logements loisirs lutte maintien maison maisons"
    " maîtrise majeurs malade malades maladies maternel maternelle maternité mental mentale mère mères"
    " médecine médiation médical médicale médicales médicalisé médicalisée médicaux médico micro"
    " migrants milieu mineurs mission mobile mobiles mobilité mouvement moyen multi municipal municipale"
    " mutualiste mutuelle national nationale neurologie neurologique néonatalogie néphrologie nuit"
    " numérique nutrition obésité obstétrique office onco oncologie ophtalmologie orientation"
    " orthopédique ouvert paramédical parent parental parentale parentalité parentaux parents passerelle"
    " pause pension permanence permanences personnalisé personne personnes pédagogie pédagogique"
    " pédiatrie pédiatrique pédopsychiatrie pédopsychiatrique pénal pénitentiaire périnatal périnatale"
    " placement plan planification plate plateforme pluridisciplinaire pneumologie point points"
    " polyclinique polyhandicap polyhandicapés polyvalent polyvalente population populations post pôle"
    " prestation prestations précoce prévention principal privé privée probation professionnel"
    " professionnelle professionnelles professionnels promotion protection protestante psychanalyse"
    " psychiatrie psychiatrique psychique psycho psychologie psychologique psychopédagogique"
    " psychothérapie psychothérapique public publics publique publiques radiologie radiothérapie refuge"
    " relais relation rencontre rencontres repos ressource ressources réadaptation réanimation"
    " rééducatif rééducation référent régional régionale régionales régionaux réinsertion réponse réseau"
    " résidence résidences routière rural rurale sage-femme sages-femmes sanitaire santé scolaire"
    " scolaires secondaire secteur section sectoriel semi sensoriel sensorielle service services sexuel"
    " sexuelles séjour site social sociale sociales sociaux socio soin soins soleil solidaire solidarité"
    " solidarités sommeil soutien spécialisé spécialisée spécialisées spécialisés stabilisation"
    " structure suite suites suivi supérieur surdité tabacologie temporaire territoire territoires"
    " territorial territoriale thermal thermale thérapeutique thérapeutiques thérapie toxicomanes"
    " toxicomanie transition travail travailleurs tribunal tutelle union unité universitaire"
    " universitaires urbain urbaine urgence urgences vasculaire victime victimes vie vieillesse violence"
    " violences visite voisins"
)
"""Common words of the names of services."""

ACCENTS = {
    **NAMES,
    **STREET_TYPES,
    **_by_plain(
        "abbé aéroport amérique andré ardèche artère benoît bélier bohème bruyères cécile céline chaîne"
        " château châteaux chênes cimetière colonel comédie côteaux désiré espérance eugène européen"
        " européenne européens écluse écluses écoles égalité église élisée érables étang étangs étienne"
        " étoile évêché évêque fenêtre fédérale fédération félicité félix fêtes fontaine forêt forêts"
        " françois françoise fraternité frères frédéric geneviève général généraux gérard hélène hêtres"
        " indépendance industrie irène isère île îles jaurès jérôme joséphine léon liberté libération"
        " lumière maréchal méditerranée mélèzes mémorial méridien métairie métro moulin musée numéro opéra"
        " orphéon père pères pépinière pépinières péri piéton pré préfecture prés président prévôt printemps"
        " privé pyrénées rené république résistance rhône rivière rosière sainte sèvres sébastien séminaire"
        " sénat sénateur siècle stéphane supérieure sœurs thermes théâtre thérèse trésor trésorerie"
        " université vallée vélodrome zoé"
    ),
}
"""Words whose accents are sure, whatever their case."""
ACRONYMS = words_of(
    "ADAPEI ADIL ADMR AEMO AFP AFPA ANPAA APAJH APF APHM APHP ARS ASE AUB BP BTP CAARUD CADA CAES CAF"
    " CAJ CAMSP CATTP CCAS CCI CDAD CDAS CDEF CDFE CDSP CEGIDD CESC CFPD CH CHG CHI CHIC CHIVA CHR CHRS"
    " CHRU CHS CHSP CHU CIAS CIDF CIDFF CIO CJ CLAT CLIC CLS CMP CMPP CMS CPAM CPCA CPEF CPFS CPH CPN"
    " CPP CPTS CRF CROUS CS CSAPA CSI CTMP CTR DAC DDCS DDCSPP DDETS DDETSPP DITEP DRDFE EDAS EHPAD EMPP"
    " EPCI EPDSAE EPS EPSM ERP ESAT ETP FAM FJT GCS GCSMS GEM GHT GIE GIP HAD HC HDJ HIA HJ HP HPM HU"
    " HUDA IDEF IME IMPRO ISCG ITEP LAM LBM LHSS MAS MCO MDA MDPH MDS MDSI MECS MFM MGEN MJD MNA MSA"
    " MSAP MSP OFII PEP PIF PJJ PMI PTA PTSM RDC RN SA SAAD SAMSAH SAMU SARL SAS SAVS SDIS SESSAD SIAO"
    " SMR SMUR SPADA SPF SPIP SSIAD SSR SSRA TSA UAD UAPED UDAF UDAP UDSMA UEMO UGECAM UHSA UHSI UMAP"
    " UMD UMJ UPC USIP USLD USMP UTAS UTPAS ZA ZAC ZI ZUP"
)
"""Acronyms: those that have vowels would otherwise be read as words."""

FIRST_NAMES = words_of(
    "adeline adrien agnes alain alexandra alexandre alexis alice aline amandine amelie anais andre anne"
    " annick annie anthony antoine arnaud arthur audrey aurelie aurelien aurore beatrice benedicte"
    " benjamin benoit bernadette bernard bertrand brigitte bruno camille carine carole caroline"
    " catherine cecile cedric celine chantal charlene charles charlotte christele christelle christian"
    " christiane christine christophe claire claude claudine clement clementine colette coralie corinne"
    " cyril damien daniel danielle david delphine denis denise didier dominique dorothee edith elodie"
    " emilie emma emmanuel emmanuelle eric estelle eva evelyne fabien fabienne fabrice fanny fatima"
    " florence florian francine franck francois francoise frederic frederique gabriel gaelle genevieve"
    " georges gerald geraldine gerard ghislaine gilbert gilles gregory guillaume guy helene henri herve"
    " hugo ines isabelle jacqueline jacques jean jeanne jennifer jeremy jerome jessica joel joelle"
    " johanna jonathan josiane julie julien juliette justine karim karine katia laetitia laura laure"
    " laurence laurent lea liliane lionel loic louis louise luc lucie lucile ludovic lydia lydie magali"
    " manon marc marcel margaux marianne marie marina marine marion marjorie martin martine mathieu"
    " mathilde matthieu maud maurice maxime melanie melissa michel michele mickael mireille mohamed"
    " monique morgane muriel mylene myriam nadege nadia nadine nathalie nicolas nicole noemie odile"
    " olivier pascal pascale patrice patricia patrick paul pauline philippe pierre quentin rachel"
    " raphael remi remy renaud rene richard robert roger roland romain sabine sabrina samia samuel"
    " sandra sandrine sarah sebastien serge severine simon solange solene sonia sophie stephane"
    " stephanie sylvain sylvie tatiana theo thierry thomas valerie vanessa veronique vincent virginie"
    " viviane xavier yann yannick yolande yves yvette yvonne zoe"
)
"""Frequent first names that are not also the usual name of an office."""

OFFICES = words_of(
    "accueil adil antenne asso association brigade bta caf ccas centre cidff clic cms cob contact"
    " direction foyer france hopital info infos justice mairie maison mission mjd ml msap permanence pmi"
    " point relais saint sainte secretariat service services siege social sp st ste udaf utas"
)
"""Words that say that a name is that of a place or an office: « cob.saint-laurent@ » is nobody's."""
