using System.Globalization;
using System.Text;

namespace Metrics.Api.Formats;

/// <summary>The parts of a workbook other than its sheets: its contents, and the styles of dates and percentages.</summary>
internal static class XlsxParts
{
    /// <summary>Cell styles by number, in the order of <c>cellXfs</c> below.</summary>
    public const string Date = "1";
    public const string Time = "2";
    public const string Percent = "3";
    public const string Header = "4";

    private const string Xml = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Word = "application/vnd.openxmlformats-officedocument.spreadsheetml";

    private const string Styles =
        $"""{Xml}<styleSheet xmlns="{Main}">"""
        + """<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/>"""
        + """<numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/></numFmts>"""
        + """<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>"""
        + """<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>"""
        + """<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>"""
        + """<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>"""
        + """<cellXfs count="5"><xf/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/>"""
        + """<xf numFmtId="10" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>""";

    public static IEnumerable<(string Name, string Text)> Of(int sheets)
    {
        var (types, entries, links) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
        for (var i = 1; i <= sheets; i++)
        {
            types.Append(
                CultureInfo.InvariantCulture, $"<Override PartName=\"/xl/worksheets/sheet{i}.xml\" ContentType=\"{Word}.worksheet+xml\"/>");
            entries.Append(
                CultureInfo.InvariantCulture, $"<sheet name=\"answer{(i == 1 ? "" : $" {i}")}\" sheetId=\"{i}\" r:id=\"rId{i}\"/>");
            links.Append(
                CultureInfo.InvariantCulture,
                $"<Relationship Id=\"rId{i}\" Type=\"{Office}/worksheet\" Target=\"worksheets/sheet{i}.xml\"/>");
        }

        yield return ("xl/styles.xml", Styles);
        yield return ("xl/workbook.xml", $"{Xml}<workbook xmlns=\"{Main}\" xmlns:r=\"{Office}\"><sheets>{entries}</sheets></workbook>");
        yield return ("xl/_rels/workbook.xml.rels",
            $"{Xml}<Relationships xmlns=\"{Package}/relationships\">{links}"
            + $"<Relationship Id=\"styles\" Type=\"{Office}/styles\" Target=\"styles.xml\"/></Relationships>");
        yield return ("_rels/.rels",
            $"{Xml}<Relationships xmlns=\"{Package}/relationships\">"
            + $"<Relationship Id=\"rId1\" Type=\"{Office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
        yield return ("[Content_Types].xml",
            $"{Xml}<Types xmlns=\"{Package}/content-types\">"
            + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
            + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
            + $"<Override PartName=\"/xl/workbook.xml\" ContentType=\"{Word}.sheet.main+xml\"/>"
            + $"<Override PartName=\"/xl/styles.xml\" ContentType=\"{Word}.styles+xml\"/>{types}</Types>");
    }
}
