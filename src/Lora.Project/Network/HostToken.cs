using System.Net.Http.Headers;
using System.Text;

namespace Lora.Project;

/// <summary>
/// What a server asks for to know its user, from the environment and nowhere else: <c>LORA_TOKEN_HOST</c>, upper case, '_' for all but letters and digits.
/// <c>USER:PASSWORD</c> is sent as such (Basic), anything else as a token (Bearer), in which no ':' may stand.
/// </summary>
public static class HostToken
{
    /// <summary>The variable for the host of an address.</summary>
    public static string VariableFor(Uri address) =>
        "LORA_TOKEN_" + string.Concat(address.IdnHost.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToUpperInvariant(letter) : '_'));

    /// <summary>What is sent; null where nothing is set.</summary>
    /// <param name="address">Whom it is for.</param>
    /// <param name="environment">Where the variable stands.</param>
    /// <param name="problem">A sentence where what is set can be no token; else empty.</param>
    public static AuthenticationHeaderValue? For(Uri address, Func<string, string?> environment, out string problem)
    {
        problem = "";
        if (environment(VariableFor(address))?.Trim() is not { Length: > 0 } token)
        {
            return null;
        }

        if (token.Contains(':', StringComparison.Ordinal))
        {
            return new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(token)));
        }

        if (token.Any(letter => letter is <= ' ' or > '~'))
        {
            problem = $"What stands in {VariableFor(address)} is no token.";
            return null;
        }

        return new("Bearer", token);
    }
}
