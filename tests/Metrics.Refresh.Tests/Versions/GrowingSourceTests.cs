using System.IO.Compression;
using System.Text;
using Metrics.Domain.Refreshing;

namespace Metrics.Refresh.Tests.Versions;

public sealed class GrowingSourceTests : IDisposable
{
    private readonly RefreshBed _bed = new RefreshBed().Write("metrics.yml", "name: grow\nrefresh: {longest_statement: 1ms}\n");

    [Fact]
    public async Task New_files_are_added_each_once()
    {
        Declare("load: append_new_files, key: id, file: 'in/**/*.csv'");
        _bed.Write("data/in/a.csv", "id,name\n1,one\n2,two\n");
        await _bed.SucceedAsync();
        var relation = await RelationAsync();
        _bed.Write("data/in/2026/b.csv", "id,name\n3,three\n").Write("data/in/.c.csv", "id,name\n9,hidden\n");
        await _bed.SucceedAsync();

        Assert.Equal([(1, "one"), (2, "two"), (3, "three")], await RowsAsync());
        Assert.Equal(relation, await RelationAsync());
        Assert.Equal(
            3, await _bed.ScalarAsync<long>(
                "select v.rows from ops.published_table join ops.table_version v using (model, version) where model = 'raw__things'"));
        var before = await _bed.FootprintAsync();
        await _bed.SucceedAsync();
        Assert.Equal(before, await _bed.FootprintAsync());
    }

    [Fact]
    public async Task Files_may_go_once_they_were_read_but_not_when_all_must_be_read_again()
    {
        Declare("load: append_new_files, key: id, file: 'in/*.csv'");
        _bed.Write("data/in/a.csv", "id,name\n1,one\n").Write("data/in/b.csv", "id,name\n2,two\n");
        await _bed.SucceedAsync();
        File.Delete(Path.Combine(_bed.Project.Path, "data/in/a.csv"));
        await _bed.SucceedAsync();
        Assert.Equal([(1, "one"), (2, "two")], await RowsAsync());

        _bed.Write("data/in/b.csv", "id,name\n2,zwei\n");
        var report = await _bed.RunAsync();
        Assert.Equal(AttemptStatus.SourceFailed, Assert.Single(report.Outcomes).Status);
        Assert.Contains("R112", report.Outcomes[0].Detail);
        Assert.Equal([(1, "one"), (2, "two")], await RowsAsync());

        _bed.Write("data/in/a.csv", "id,name\n1,one\n");
        await _bed.SucceedAsync();
        Assert.Equal([(1, "one"), (2, "zwei")], await RowsAsync());
    }

    [Fact]
    public async Task What_does_not_decide_how_files_are_read_may_be_declared_otherwise_though_files_are_gone()
    {
        Declare("load: append_new_files, key: id, file: 'in/*.csv'");
        _bed.Write("data/in/a.csv", "id,name\n1,one\n").Write("data/in/b.csv", "id,name\n2,two\n");
        await _bed.SucceedAsync();
        File.Delete(Path.Combine(_bed.Project.Path, "data/in/a.csv"));

        Declare("load: append_new_files, key: id, file: 'in/*.csv', max_rejected: 1, indexes: [name]");
        _bed.Write("data/in/c.csv", "id,name\nx,bad\n3,three\n");
        await _bed.SucceedAsync();
        Assert.Equal([(1, "one"), (2, "two"), (3, "three")], await RowsAsync());
        Assert.Equal(1, await _bed.ScalarAsync<long>(
            $"select count(*) from pg_index where indrelid = 'store.{await RelationAsync()}'::regclass and pg_get_indexdef(indexrelid) "
            + $"like '%(name%'"));
        var before = await _bed.FootprintAsync();
        await _bed.SucceedAsync();
        Assert.Equal(before, await _bed.FootprintAsync());

        const string named =
            "{name: id, type: integer}, {name: name, type: text}], tests: [{accepted_values: {column: name, values: [VALUES]}}";
        Declare(
            "load: append_new_files, key: id, file: 'in/*.csv', max_rejected: 1",
            named.Replace("VALUES", "two, three", StringComparison.Ordinal));
        var report = await _bed.RunAsync();
        Assert.Equal(AttemptStatus.TestFailed, Assert.Single(report.Outcomes).Status);
        Declare(
            "load: append_new_files, key: id, file: 'in/*.csv', max_rejected: 1",
            named.Replace("VALUES", "one, two, three", StringComparison.Ordinal));
        await _bed.SucceedAsync();
        Assert.Equal([(1, "one"), (2, "two"), (3, "three")], await RowsAsync());

        Declare("load: append_new_files, key: id, file: 'in/*.csv', max_rejected: 1", "{name: id, type: bigint}, {name: name, type: text}");
        report = await _bed.RunAsync();
        Assert.Contains("R112", Assert.Single(report.Outcomes).Detail);
        Assert.Equal([(1, "one"), (2, "two"), (3, "three")], await RowsAsync());
    }

    [Fact]
    public async Task A_key_that_comes_again_in_another_file_is_found_unless_files_are_merged()
    {
        Declare("load: append_new_files, key: id, file: 'in/*.csv'");
        _bed.Write("data/in/a.csv", "id,name\n1,one\n2,two\n");
        await _bed.SucceedAsync();
        _bed.Write("data/in/b.csv", "id,name\n2,zwei\n3,drei\n");
        var report = await _bed.RunAsync();
        Assert.Equal(AttemptStatus.TestFailed, Assert.Single(report.Outcomes).Status);
        Assert.Contains("unique(id): 1 key repeats", report.Outcomes[0].Detail);
        Assert.Equal([(1, "one"), (2, "two")], await RowsAsync());

        Declare("load: append_new_files, key: id, file: 'in/*.csv', merge: by_key, deleted_when: \"name = 'gone'\"");
        await _bed.SucceedAsync();
        Assert.Equal([(1, "one"), (2, "zwei"), (3, "drei")], await RowsAsync());
        _bed.Write("data/in/c.csv", "id,name\n3,gone\n4,vier\n4,four\n1,gone\n1,uno\n");
        await _bed.SucceedAsync();
        Assert.Equal([(1, "uno"), (2, "zwei"), (4, "four")], await RowsAsync());
        Assert.Equal(
            3, await _bed.ScalarAsync<long>(
                "select v.rows from ops.published_table join ops.table_version v using (model, version) where model = 'raw__things'"));
    }

    [Fact]
    public async Task Rejects_add_up_over_all_files_and_name_theirs()
    {
        Declare("load: append_new_files, key: id, file: 'in/*.csv', max_rejected: 2");
        _bed.Write("data/in/a.csv", "id,name\n1,one\nx,two\n");
        await _bed.SucceedAsync();
        _bed.Write("data/in/b.csv", "id,name\n3,three\ny,four\nz,five\n");
        await _bed.SucceedAsync();

        Assert.Equal(
            ["a.csv 3", "b.csv 3", "b.csv 4"],
            await _bed.QueryAsync<string>("select file || ' ' || line from bronze.raw__things__rejected order by 1"));
        Assert.Equal(["column_name", "file", "line", "raw", "reason"], await _bed.QueryAsync<string>(
            "select attname from pg_attribute where attrelid = 'bronze.raw__things__rejected'::regclass and attnum > 0 order by 1"));
        Assert.Equal((3, 5), await _bed.ScalarAsync<(long, long)>(
            "select (r ->> 'rejected')::bigint, (r ->> 'rows')::bigint from ops.api_table, jsonb_array_elements(rejected) as r where "
            + "model = 'raw__things'"));
    }

    [Theory]
    [InlineData(
        "json",
        "[{\"id\": 1, \"who\": {\"name\": \"Ana \\u00e9\", \"tags\": [1, {\"a\": \"}\"}]}, \"extra\": 1},\n {\"id\": 2, \"who\": null}, "
        + "{\"id\": \"3\", \"who\": {\"name\": \"\"}}]")]
    [InlineData(
        "ndjson",
        "{\"id\": 1, \"who\": {\"name\": \"Ana \\u00e9\", \"tags\": [1, {\"a\": \"}\"}]}, \"extra\": 1}\n\n{\"id\": 2, \"who\": "
        + "null}\r\n{\"id\": \"3\", \"who\": {\"name\": \"\"}}")]
    public async Task Nested_records_are_kept_or_flattened_and_files_may_be_packed(string format, string text)
    {
        Declare($"format: {format}, file: things.gz",
            "{name: id, type: bigint}, {name: name, header: who.name, type: text}, {name: tags, header: who.tags, type: json}, {name: "
            + "who, type: json}");
        var path = Path.Combine(_bed.Project.Path, "data/things.gz");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using (var file = File.Create(path))
        await using (var packed = new GZipStream(file, CompressionLevel.Fastest))
            await packed.WriteAsync(Encoding.UTF8.GetBytes(text));
        var report = await _bed.SucceedAsync();

        Assert.Equal(
            ["1|Ana é|[1, {\"a\": \"}\"}]|{\"name\": \"Ana é\", \"tags\": [1, {\"a\": \"}\"}]}", "2|∅|∅|∅", "3||∅|{\"name\": \"\"}"],
            await _bed.QueryAsync<string>(
                "select concat_ws('|', id, coalesce(name, '∅'), coalesce(tags::text, '∅'), coalesce(who::text, '∅')) from "
                + "bronze.raw__things order by id"));
        Assert.Contains(report.Warnings, w => w.Contains("extra", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Columns_that_no_record_of_any_file_has_are_told_of_until_one_has_them()
    {
        Declare(
            "load: append_new_files, format: ndjson, file: 'in/*.ndjson'",
            "{name: id, type: bigint}, {name: name, type: text}, {name: city, type: text}");
        _bed.Write("data/in/1.ndjson", "{\"id\": 1}\n{\"id\": 2}\n");
        var report = await _bed.SucceedAsync();
        Assert.Contains(report.Warnings, w => w.EndsWith("no record of raw__things has city, name", StringComparison.Ordinal));
        Assert.Equal(2, await AbsentAsync());
        _bed.Write("data/in/2.ndjson", "{\"id\": 3, \"name\": \"x\"}\n");
        report = await _bed.SucceedAsync();
        Assert.Contains(report.Warnings, w => w.EndsWith("no record of raw__things has city", StringComparison.Ordinal));
        Assert.Equal(1, await AbsentAsync());
        // The second file has no name, the first had no city; between them every column is there.
        _bed.Write("data/in/3.ndjson", "{\"id\": 4, \"city\": \"y\"}\n");
        report = await _bed.SucceedAsync();
        Assert.DoesNotContain(report.Warnings, w => w.Contains("no record of", StringComparison.Ordinal));
        Assert.Equal(0, await AbsentAsync());

        Task<int> AbsentAsync() => _bed.ScalarAsync<int>(
            "select coalesce(sum((r ->> 'absent')::int), 0)::int from ops.api_table left join jsonb_array_elements(rejected) as r on "
            + "true where model = 'raw__things'");
    }

    [Fact]
    public async Task An_object_that_nothing_declares_is_named_by_what_a_header_reads_out_of_it()
    {
        const string Columns = "{name: id, type: bigint}";
        Declare("format: ndjson, file: things.ndjson", Columns);
        _bed.Write(
            "data/things.ndjson",
            "{\"id\": 1, \"more\": null, \"device\": {\"os\": {\"name\": \"x\"}, \"ram\": 8}, \"wide\": {"
            + string.Join(", ", Enumerable.Range(10, 20).Select(i => $"\"p{i}\": 1")) + "}}\n{\"id\": 2, \"more\": {\"a\": 1}}\n");
        Assert.Equal(
            ["raw__things has columns that are not declared: device.os.name, device.ram, more.a, wide.p10, wide.p11, wide.p12, wide.p13, "
            + "wide.p14, wide.p15, wide.p16, wide.p17, wide.…; a column with 'header: device.os.name' reads that part of an object"],
            (await _bed.SucceedAsync()).Warnings);
        Declare(
            "format: ndjson, file: things.ndjson",
            $"{Columns}, {{name: os, header: device.os.name, type: text}}, {{name: more, type: json}}, {{name: wide, drop: true}}");
        Assert.Empty((await _bed.SucceedAsync()).Warnings);
        Assert.Equal("x", await _bed.ScalarAsync<string>("select os from bronze.raw__things where id = 1"));
    }

    [Fact]
    public async Task A_record_that_is_no_json_is_rejected_with_its_line_and_dropped_properties_never_show()
    {
        Declare(
            "format: ndjson, file: things.ndjson, max_rejected: 75%", "{name: id, type: bigint, required: true}, {name: card, drop: true}");
        _bed.Write("data/things.ndjson", "{\"id\": 1, \"card\": \"4111\"}\n{\"id\": 2, \"card\": 4111\n[3]\n{\"card\": \"4111\"}\n");
        await _bed.SucceedAsync();
        Assert.Equal([1L], await _bed.QueryAsync<long>("select id from bronze.raw__things"));
        Assert.Equal(
            ["2 is not valid JSON", "3 is not a JSON object", "4 the value is empty, and the column is required"],
            await _bed.QueryAsync<string>(
                "select line || ' ' || reason from bronze.raw__things__rejected where raw is null order by line"));
    }

    public void Dispose() => _bed.Dispose();

    private void Declare(string table, string columns = "{name: id, type: integer}, {name: name, type: text}") =>
        _bed.Write("p/sources.yml",
        $"sources: [{{name: raw, path: data, tables: [{{name: things, {table}, columns: [{columns}]}}]}}]");

    private Task<IReadOnlyList<(int, string)>> RowsAsync() =>
        _bed.QueryAsync<(int, string)>("select id, name from bronze.raw__things order by id, name");

    private Task<string> RelationAsync() => _bed.ScalarAsync<string>("select relation from ops.api_table where model = 'raw__things'");
}
