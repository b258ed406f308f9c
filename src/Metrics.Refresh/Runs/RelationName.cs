using System.Security.Cryptography;
using System.Text;

namespace Metrics.Refresh.Runs;

/// <summary>Short names for relations: PostgreSQL cuts identifiers at 63 bytes, and indexes and companions add to them.</summary>
internal static class RelationName
{
    private const int Longest = 40;

    /// <summary><c>fct_transactions_v12</c>; a long model name is cut and made unique by a hash.</summary>
    public static string For(string model, long version) => model.Length <= Longest
        ? $"{model}_v{version}"
        : $"{model[..Longest]}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(model)))[..6]}_v{version}";
}
