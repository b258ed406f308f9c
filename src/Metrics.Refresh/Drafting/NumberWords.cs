using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>What the words of a column's name say about its numbers: that they are labels, rates, levels, or amounts that add up.</summary>
internal static class NumberWords
{
    private static readonly HashSet<string> NotSummed = Set(
        """
        id key code nr no number numero num zip plz cp postal postcode phone tel telefon timestamp epoch unix ts status http port pid
        year jahr ano annee month monat mes day tag week quarter sku ean isbn lat latitude lon lng long longitude version rank level grade
        class clave codigo blz bankleitzahl kontonummer kontonr konto postleitzahl telefonnummer phonenumber zipcode ssn serial account
        acct kostenstelle sachkonto costcenter
        """);

    // Labels where nothing follows: room is one, and room_revenue is not.
    private static readonly HashSet<string> Labels = Set(
        """
        period periode periodo fy hour stunde weekday wochentag dow kalenderwoche woche quartal floor etage stockwerk room raum zimmer
        priority prio prioritat prioritaet hausnummer mobile mobil handy fax
        """);

    // Persons and things that a whole number identifies where nothing follows. In the plural they are counted.
    private static readonly HashSet<string> Things = Set(
        """
        parent customer client cliente kunde employee manager owner assignee supplier vendor lieferant product produkt article artikel
        store shop branch filiale category kategorie department abteilung company firma station device sensor warehouse project projekt
        team user driver fahrer patient student teacher
        """);

    // Numbers of lines of something, if nothing follows: line is one, and line_total is not.
    private static readonly HashSet<string> Places = Set("line position pos posten zeile item linea ligne riga seq sequence lfd index");

    // What something stands at, which does not add up over time.
    private static readonly HashSet<string> Levels = Set(
        """
        stock inventory bestand lagerbestand warenbestand onhand backlog headcount existencias giacenza voorraad subscribers mrr followers
        assets odometer zahlerstand zaehlerstand kilometerstand population einwohner mitarbeiter employees
        """);

    // What stands at a number on a day, where the table is named after a store room: inventory.csv with qty.
    private static readonly HashSet<string> Quantities = Set("qty quantity menge units pieces anzahl");

    // Words before a plural that make a level of it: active_users, open_tickets.
    private static readonly HashSet<string> Standing = Set("active open aktive offene");

    // Those of whom a total is how many there are: total_users. A total of other things is an amount.
    private static readonly HashSet<string> People = Set("users customers members accounts nutzer kunden mitglieder");

    // What changes a level, and adds up: stock_sold.
    private static readonly HashSet<string> Flows = Set(
        """
        sold in out new added add delta change changes moved movement movements lost gained churned received issued returned ordered delay
        value wert hired left joined
        """);

    private static readonly HashSet<string> Running = Set(
        "ytd mtd qtd cumulative cumulated cum cumul kumuliert kum kumulativ running acumulado cumule accumulated");

    // Beside what a day or a week adds, these may be all that has been added.
    private static readonly HashSet<string> Wholes = Set("total all gesamt insgesamt");

    private static readonly HashSet<string> Steps = Set("new daily weekly monthly neue taglich wochentlich monatlich");

    private static readonly HashSet<string> Averaged = Set(
        """
        price preis einzelpreis stuckpreis stueckpreis listenpreis verkaufspreis einkaufspreis literpreis precio prix preco prezzo
        average avg mean rate ratio percent percentage pct perc prozent prozentsatz steuersatz zinssatz
        taux pourcentage porcentaje porcentagem percentual percentuale tasso proportion proporcion proporcao proporzione balance saldo
        kontostand height altitude elevation pressure density median vwap note noten zensur zins zinsen rendite auslastung stars iq
        satisfied satisfaction zufriedenheit conversion score rating age temperature temp humidity speed bewertung
        cpc cpm ctr roas nps bmi utilization utilisation voltage spannung temperatur drehzahl latency latenz stundensatz stundenlohn
        tagessatz wechselkurs
        """);

    // Averaged where nothing but a unit follows: completion is a share, and completion_bonus is not.
    private static readonly HashSet<string> AveragedLast = Set("alter probability completion cpu fx kurs ph max");

    private static readonly HashSet<string> UnitsBehind = Set("ms s sec seconds days c f celsius v rpm");

    // A rate where few values come again and again, and an amount where they differ.
    private static readonly HashSet<string> Taxes = Set("vat mwst ust iva tva gst");

    private const int MostTaxes = 5;

    private static readonly HashSet<string> Extremes = Set("high low");

    private static readonly HashSet<string> Quoted = Set("open high low close");

    // What is paid or counted, and adds up.
    private static readonly HashSet<string> Added = Set(
        """
        amount betrag importe montant importo valor value wert total sum summe gesamt cost costs kosten coste cout fee gebuhr gebuehr tax
        steuer salary gehalt lohn wage debit credit soll haben revenue umsatz turnover sales sale sold gross brutto net netto profit gewinn
        loss verlust margin income ertrag einnahmen ausgaben expense spend spent budget discount rabatt shipping versand tip trinkgeld
        payment zahlung refund payout commission provision bonus count anzahl qty quantity menge cantidad quantite quantita unit units
        stuck stueck pieces volume volumen weight gewicht distance km kwh kg hours stunden minutes minuten seconds sekunden duration dauer
        usage verbrauch eur euro usd dollar gbp chf new added lost change delta population traffic besuche bestellungen verkauft
        """);

    /// <summary>True for a word that says what happened to a quantity: sold, returned, in.</summary>
    public static bool IsMovement(string word) => Flows.Contains(word);

    public static bool IsRate(string[] words) => words.Any(Averaged.Contains) || Array.IndexOf(words, "per") > 0
        || (words.Contains("unit", StringComparer.Ordinal) && KeyChoice.IsAmount(words))
        || Array.IndexOf(words, "since") > 0 || words is ["lead", "time", ..] or ["p", "h"]
            or ["max" or "maximum" or "min" or "minimum", _, ..]
        || AveragedLast.Contains(words.Length == 1 || !UnitsBehind.Contains(words[^1]) ? words[^1] : words[^2]);

    /// <summary>
    /// True for a number that is averaged instead of added up: a share, a price, a level. Open, high, low and close are that only in a
    /// table that has both high and low.
    /// </summary>
    public static bool IsAveraged(DraftedColumn column, DraftedTable table) => IsRate(column.Words) || ShareWords.AreShares(column)
        || (column.Words.Any(Quoted.Contains) && Extremes.All(e => table.Columns.Any(c => c.IsNumber && c.Words.Contains(e))))
        || (IsTax(column.Words) && (column.MayBeShares || (column.Values is { Count: <= MostTaxes } few && column.Repeats > few.Count)));

    /// <summary>True for a name that may be that of a tax's rate or of its amount.</summary>
    public static bool IsTax(string[] words) => Taxes.Contains(words[^1]) || words is [.., "mw", "st"];

    /// <summary>True for the largest of several values, of which an average says little.</summary>
    public static bool IsLargest(string[] words) => words[0] is "max" or "maximum";

    /// <summary>True for a number that nothing adds up: a year, a code, a room, whom it is assigned to.</summary>
    public static bool IsLabel(DraftedColumn column, DraftedTable table) =>
        (column.Words.Any(NotSummed.Contains) && !IsLevel(column, table))
        || (IsLabel(column.Words)
            && (column.Type.Kind == ColumnKind.BigInt || column.AreWhole || !Labels.Contains(column.Words[^1])))
        || (column.Type.Kind == ColumnKind.BigInt
            && (Things.Contains(column.Words[^1]) || column.Words is [.., _, "by"] or ["assigned", "to"]));

    /// <summary>True for the names of such numbers that need no look at their values.</summary>
    public static bool IsLabel(string[] words) => IsPlace(words) || Labels.Contains(words[^1])
        || words is ["kw"] or ["mois"] or ["mese"] or ["periodo"]
        || words[^1].EndsWith("nr", StringComparison.Ordinal) || words[^1].EndsWith("nummer", StringComparison.Ordinal)
        || KeyChoice.IsCalledKey(words);

    /// <summary>True for a name with a word for years, months, codes and the like.</summary>
    public static bool HasLabel(string[] words) => words.Any(NotSummed.Contains) || IsLabel(words);

    public static bool IsLevel(DraftedColumn column, DraftedTable table) => column.OwnWords is var words && !words.Any(Flows.Contains)
        && (words.Any(Levels.Contains) || column.Name.EndsWith("on_hand", StringComparison.Ordinal)
            || words is ["reserved"] or ["meter", "reading"] || (words is ["total", var people] && People.Contains(people))
            || (words.Length > 1 && Standing.Contains(words[0]) && words[^1].EndsWith('s'))
            || (words.All(Quantities.Contains) && table.Name.Split('_').Any(w => Levels.Contains(w) || w is "lager")));

    public static bool IsRunning(DraftedColumn column) =>
        column.Words.Any(Running.Contains) || column.Name.EndsWith("to_date", StringComparison.Ordinal);

    /// <summary>True for a number that may be all that another one has added so far: <c>total_cases</c> beside <c>new_cases</c>.</summary>
    public static bool MayBeRunning(DraftedColumn column, DraftedTable table) => column.IsNumber && column.Words.Length > 1
        && Wholes.Contains(column.Words[0])
        && table.Columns.Any(c => c.IsNumber && Steps.Contains(c.Words[0]) && c.Words.Skip(1).SequenceEqual(column.Words.Skip(1)));

    /// <summary>True for what is known to add up: amounts and quantities by their names, and whole numbers named in the plural.</summary>
    public static bool IsAdded(DraftedColumn column) => column.Words.Any(
            w => Added.Contains(w) || Added.Contains(SafeName.Singular(w)) || Flows.Contains(w))
        || KeyChoice.IsAmount(column.Words)
        || (column.Type.Kind == ColumnKind.BigInt && column.Words[^1] is { Length: > 3 } last && SafeName.Singular(last) != last);

    // order_line is one; price_per_item and price_index are not.
    private static bool IsPlace(string[] words) => Places.Contains(words[^1])
        && (words.Length == 1 || (words.Length == 2 && words[^1] is not ("item" or "index") && !Averaged.Contains(words[0])));

    private static HashSet<string> Set(string words) =>
        new(words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
}
