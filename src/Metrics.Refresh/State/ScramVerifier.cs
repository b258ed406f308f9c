using System.Security.Cryptography;
using System.Text;

namespace Metrics.Refresh.State;

/// <summary>
/// A password in the form that PostgreSQL stores. It is computed here, so that the password itself is never sent to the server or written
/// to its log.
/// </summary>
internal static class ScramVerifier
{
    private const int Iterations = 4096;

    public static string Of(string password) => Of(password, RandomNumberGenerator.GetBytes(16), Iterations);

    /// <summary>True when a stored verifier is that of this password.</summary>
    public static bool Matches(string stored, string password)
    {
        // SCRAM-SHA-256$<iterations>:<salt>$<stored key>:<server key>
        var parts = stored.Split('$', ':');
        return parts is ["SCRAM-SHA-256", var iterations, var salt, _, _]
            && int.TryParse(iterations, out var count)
            && CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(stored), Encoding.ASCII.GetBytes(Of(password, Convert.FromBase64String(salt), count)));
    }

    private static string Of(string password, byte[] salt, int iterations)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(password.Normalize(NormalizationForm.FormKC)), salt, iterations, HashAlgorithmName.SHA256,
            outputLength: 32);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        var storedKey = Convert.ToBase64String(SHA256.HashData(clientKey));
        return $"SCRAM-SHA-256${iterations}:{Convert.ToBase64String(salt)}${storedKey}:{Convert.ToBase64String(serverKey)}";
    }
}
