namespace Metrics.Samples.Greenery;

/// <summary>The vocabulary of the sample.</summary>
internal static class GreeneryWords
{
    public static readonly string[] Plants = Of(
        "Alocasia Polly|Aloe Vera|Angel Wings Begonia|Arrow Head|Bamboo|Bird of Paradise|Birds Nest Fern|Boston Fern|Cactus|"
        + "Calathea Makoyana|Devil's Ivy|Dragon Tree|Ficus|Fiddle Leaf Fig|Jade Plant|Majesty Palm|Money Tree|Monstera|Orchid|Peace Lily|"
        + "Philodendron|Pilea, Peperomioides|Pink Anthurium|Ponytail Palm|Pothos|Rubber Plant|Snake Plant|Spider Plant|String of pearls|"
        + "ZZ Plant");

    public static readonly string[] Promos = Of("welcome back|Spring Clean|leaf-day|Repotting|two for one|Friend");

    public static readonly string[] FirstNames = Of(
        "Ada|Bruno|Chloé|Dario|Elif|Femi|Greta|Hana|Ivo|Jonas|Keiko|Luca|Maya|Nils|Oona|Priya|Quentin|Rosa|Søren|Tariq|Uma|Vera|Wanda|"
        + "Xenia|Yusuf|Zoë");

    public static readonly string[] LastNames = Of(
        "Abara|Bergström|Castro|Dvořák|Eriksen|Fournier|Gómez|Haddad|Ito|Jansen|Kovács|Lindqvist|Moreau|Novak|O'Brien|Park|Quiroga|Rossi|"
        + "Silva|Tanaka|Ueda|Vargas|Weber|Xu|Yilmaz|Zieliński");

    public static readonly string[] Streets = Of(
        "Fern Lane|Moss Street|Juniper Road|Willow Court|Maple Avenue|Orchard Way|Garden Terrace|Clover Hill|Sycamore Drive|Meadow Place");

    public static readonly string[] States = Of(
        "California|Texas|Florida|New York|Pennsylvania|Ohio|Georgia|Illinois|Michigan|New Jersey|Virginia|Washington|Arizona|Tennessee|"
        + "Massachusetts|Indiana|Missouri|Maryland|Colorado|Wisconsin|Minnesota|Oregon|Louisiana|Alabama|Kentucky|Utah|Nevada|Iowa|Kansas|"
        + "Maine|Vermont|Alaska");

    public static readonly string[] Services = Of("ups|fedex|usps|dhl");

    private static string[] Of(string words) => words.Split('|');
}
