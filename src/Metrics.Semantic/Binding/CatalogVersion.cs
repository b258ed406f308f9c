using System.Security.Cryptography;
using System.Text;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Binding;

/// <summary>A hash of everything that a catalog is made of.</summary>
internal static class CatalogVersion
{
    public static string Of(
        CatalogSource source, IEnumerable<BoundType> types, IEnumerable<Diagnostic> diagnostics, IEnumerable<string> ofTables)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in source.Files.OrderBy(f => f.Path, StringComparer.Ordinal))
            Add(hash, file.Path, file.Pack, file.Text, $"{file.Kept}", file.Newer ?? "");
        Add(hash, source.SharedEntities.Order(StringComparer.Ordinal).ToArray());
        if (source.External is { } external)
        {
            Add(hash, external.Schema, $"{external.KeysDeclared}", external.ChangeKey ?? "", external.Pack ?? "");
            foreach (var node in external.Nodes)
            {
                var place = node.Relation;
                Add(hash, node.Package, node.Name, node.Version ?? "", $"{node.IsLatest}", place.Database ?? "", place.Schema ?? "",
                    place.Name, node.Unknown ?? "");
            }
        }

        foreach (var gone in source.Gone)
            Add(hash, gone.Path, gone.Text, $"{gone.Publication}");
        foreach (var type in types.OrderBy(t => t.Model, StringComparer.Ordinal).ThenBy(t => t.Name, StringComparer.Ordinal))
            Add(hash, type.Model, type.Name, type.SqlType);
        Add(hash, diagnostics.Select(d => d.ToString()).ToArray());
        Add(hash, ofTables.ToArray());
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    // Lengths first, so that different lists of texts never hash the same bytes.
    private static void Add(IncrementalHash hash, params string[] texts)
    {
        foreach (var bytes in texts.Select(Encoding.UTF8.GetBytes))
        {
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }

        hash.AppendData(BitConverter.GetBytes(-1));
    }
}
