using System.Text;

namespace Metrics.Samples.Storefront;

/// <summary>The vocabulary of the sample, made up for it; only the kinds of status and typology are the business's own.</summary>
internal static class StorefrontWords
{
    public static readonly byte[][] Statuses = Of("accepted refused cancelled");

    public static readonly byte[][] Typologies = Of("Beauty Florist FoodTruck Hotel Other Press Restaurant Service");

    // One of them has kept a letter that is not part of it.
    public static readonly byte[][] Codes = Of(
        "8437012400011 8437012400028 8437012400035 8437012400042 8437012400059 8437012400066 8437012400073 8437012400080 8437012400097 "
        + "8437012400103 "
        + "8437012400110 8437012400127 8437012400134 x8437012400141 8437012400158 8437012400165 8437012400172 8437012400189 "
        + "8437012400196 8437012400202");

    public static readonly byte[][] Companies = Of("Ltd|GmbH|SA|Bros. & Daughters|Partners|Cooperative|Trading Co.|Studio|House");

    public static readonly byte[][] Streets = Of("Street St. Avenue Av. Road Rd. Lane Way");

    public static readonly byte[][] Plain = Of(
        "amber anise apron atlas basil birch bluff bramble brass brine cedar chalk cinder citrus clover cobalt copper coral cotton "
        + "crimson dahlia delta "
        + "drift ember fable fennel fern flint frost garnet ginger glacier grove harbour hazel heather hickory honey indigo iris ivory "
        + "jasper juniper kelp "
        + "lantern larch linen lotus lunar maple marble meadow mint mosaic nectar nettle oak obsidian ochre olive onyx opal orchid "
        + "paprika pebble pepper pine "
        + "plum poppy prairie quartz quill raven reed ripple rosemary rust saffron sage sandal sesame shale sienna silver slate sorrel "
        + "spruce sumac tansy "
        + "tarragon teal thistle thyme timber topaz tulip umber vanilla velvet violet walnut willow yarrow zephyr");

    public static readonly byte[][] Cities = Of(
        "A Coruña|Aarhus|Århus Nord|Hội An|Brașov|Býčkov|Cádiz|Čakovec|Córdoba|Crème-sur-Lac|Đà Lạt|"
        + "Dún Laoghaire|Düsseldorf|Évora|Færvik|Gijón|Göteborg|Győr|Hafnarfjörður|Ioánnina|İzmir|Jyväskylä|Kraków|Łódź|Lübeck|"
        + "Málaga|Nîmes|Örebro|Ōsaka|Porto|Plzeň|Québec|Reykjavík|São Luís|Šiauliai|Sète|"
        + "Thessaloníki|Tromsø|Umeå|Utrecht|Valparaíso|Vigo|Wrocław|Yaoundé|Zürich|Żory|大阪|Київ|Αθήνα|St. John's");

    public static readonly byte[][] Countries = Of(
        "Argentina|Austria|Belgium|Brazil|Canada|Chile|Colombia|Denmark|Finland|France|Germany|Greece|India|Ireland|Italy|Japan|Mexico|"
        + "Netherlands|New Zealand|Norway|Poland|Portugal|South Africa|South Korea|Spain|Sweden|Switzerland|"
        + "United Kingdom|United States|Vietnam");

    private static byte[][] Of(string words) =>
        [.. words.Split(words.Contains('|') ? '|' : ' ').Select(Encoding.UTF8.GetBytes)];
}
