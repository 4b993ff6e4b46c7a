package authn

// commonText lists what people write for a passphrase when nobody stops them: from public lists of leaked ones, French and
// English, in lower case, without accents. It is small on purpose: Strength judges, this only tells it what is no secret.
const commonText = `
password passwort motdepasse motdepass mdp passe secret bonjour bonsoir salut coucou azerty azertyuiop qsdfghjklm wxcvbn qwerty
qwertyuiop asdfgh zxcvbn 123456789 12345678 1234567 123456 12345 1234 987654321 654321 0000 1111 1212 2222 3333 4444 5555 6666 7777
8888 9999 1234azer azer1234 1q2w3e4r 1qaz2wsx qazwsx abc123 letmein welcome bienvenue admin administrateur administrator root
toor test demo guest invite user utilisateur login changeme changer change default defaut temp temporaire iloveyou jetaime monamour
amour doudou loulou chouchou cheri cherie princesse princess soleil sunshine marseille paris lyon toulouse nantes lille bordeaux
strasbourg france french football foot rugby basket tennis psg olympique juventus barcelona dragon monkey shadow master batman
superman pokemon naruto starwars matrix freedom liberte egalite fraternite police gendarmerie gendarme policier brigade commissariat
commissaire caserne vigie victime victimes secours urgence nicolas julien thomas alexandre antoine maxime camille marine pauline
charlotte sandrine isabelle nathalie catherine christophe sebastien stephane frederic philippe michel pierre francois daniel patrick
jerome laurent vincent benjamin guillaume anthony mathieu romain kevin jeremy lucas hugo louis arthur gabriel raphael emma chloe lea
manon sarah laura julie marie sophie celine aurelie emilie janvier fevrier mars avril juin juillet aout septembre octobre novembre
decembre lundi mardi mercredi jeudi vendredi samedi dimanche january february march april june july august september october november
december monday tuesday wednesday thursday friday saturday sunday printemps automne hiver spring summer autumn winter 2020 2021 2022 2023
2024 2025 2026 2027 2028 2029 2030 correcthorsebatterystaple hello google facebook microsoft windows computer ordinateur internet
chocolat fromage baguette chien chat maison voiture
`
