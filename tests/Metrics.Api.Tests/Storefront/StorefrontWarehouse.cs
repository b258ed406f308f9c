using System.Globalization;
using Metrics.Api.Tests.Packs;
using Metrics.Testing;

namespace Metrics.Api.Tests.Storefront;

/// <summary>The storefront pack of the shipped project, in a separate database, over a test's files.</summary>
public sealed class StorefrontWarehouse(PostgresServer? server = null) : PackWarehouse("storefront", server)
{
    private readonly PostgresServer? _server = server;
    private bool _isRefreshed;

    /// <summary>Writes made-up files of the real shape.</summary>
    public StorefrontWarehouse Sample(int transactions, int seed)
    {
        PackSample.Write(
            "storefront", Data, "--transactions", transactions.ToString(CultureInfo.InvariantCulture), "--seed",
            seed.ToString(CultureInfo.InvariantCulture));
        return this;
    }

    /// <summary>Copies the real files.</summary>
    public StorefrontWarehouse Real()
    {
        foreach (var name in (string[])["device", "store", "transaction"])
            File.Copy(RealData.File("sumup", $"{name}.csv"), Path.Combine(Data, $"{name}s.csv"));
        return this;
    }

    /// <summary>Writes a file of the project.</summary>
    public StorefrontWarehouse Write(string file, string text)
    {
        File.WriteAllText(Path.Combine(ProjectFolder, file), text);
        return this;
    }

    /// <summary>Publishes what the files say, where some of it is wrong: the run ends with that code. What it said.</summary>
    public string Refresh(int code)
    {
        _isRefreshed = true;
        return Command(code, "run");
    }

    /// <summary>Publishes what the files say.</summary>
    public StorefrontWarehouse Refresh()
    {
        // Many tests begin with the same files; a database that such a run left is copied.
        if (_server is null && !_isRefreshed)
            PublishedCopies.Fill(this);
        else
            Command("run");
        _isRefreshed = true;
        return this;
    }
}
