using System.Security.Cryptography;
using Lora.Tensors;

namespace Lora.Runtime.Torch.Loading;

/// <summary>
/// TorchSharp's native part is built with GCC 13, whose libstdc++ Debian 12 and Ubuntu 22.04 do not have. All that it takes from it is one function that makes
/// the standard streams ready - which older ones do by themselves. A copy that does without that function loads there.
/// </summary>
internal static class OlderLibStdCxx
{
    private const string Library = "libstdc++.so.6";
    private const string StreamsReady = "_ZSt21ios_base_library_initv";

    // a function of no arguments that changes nothing and is everywhere
    private const string Harmless = "getpid";

    /// <summary>The path of a copy that loads, made in <paramref name="workFolder"/> unless it is there.</summary>
    /// <param name="failure">What loading the library itself gave; goes on where the reason is another.</param>
    /// <exception cref="TensorEngineException">Not that one function alone is missing.</exception>
    public static string Adjusted(string library, string workFolder, TensorEngineException failure)
    {
        if (Loaded() is not { } system)
        {
            throw failure;
        }

        var provided = new ElfVersions(File.ReadAllBytes(system)).Defines.ToHashSet(StringComparer.Ordinal);
        var bytes = File.ReadAllBytes(library);
        var missing = Missing(bytes, provided);
        if (missing.Length == 0)
        {
            throw failure;
        }

        if (!TryAdjust(bytes, provided))
        {
            throw new TensorEngineException(TensorEngineFault.LibraryNotLoaded,
                $"The library {library} needs {string.Join(", ", missing)} of {Library}, and {system} is older. Install a newer one: that of the GCC that the "
                + "version belongs to, as newer releases of the system have it.", library, failure);
        }

        var copy = Path.Combine(workFolder, $"libLibTorchSharp-{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}.so");
        if (!File.Exists(copy) || !File.ReadAllBytes(copy).AsSpan().SequenceEqual(bytes))
        {
            Directory.CreateDirectory(workFolder);
            var temporary = $"{copy}.{Environment.ProcessId}.tmp";
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, copy, overwrite: true);
        }

        return copy;
    }

    /// <summary>The versions that a library needs of libstdc++ and that are not among those provided.</summary>
    public static string[] Missing(byte[] library, IReadOnlySet<string> provided) =>
        [.. new ElfVersions(library).Needs.Where(need => need.Library == Library && !provided.Contains(need.Version)).Select(need => need.Version)];

    /// <summary>Takes the one function out of the library, if that is all that it lacks; otherwise changes nothing.</summary>
    public static bool TryAdjust(byte[] library, IReadOnlySet<string> provided)
    {
        var versions = new ElfVersions(library);
        ElfVersions.Need[] missing = [.. versions.Needs.Where(need => need.Library == Library && !provided.Contains(need.Version))];
        if (missing.Length != 1)
        {
            return false;
        }

        ElfVersions.Symbol[] asking = [.. versions.Symbols.Where(symbol => symbol.Version == missing[0].Index)];
        // a linker may let a name end in another's
        if (asking.Length != 1 || asking[0].Name != StreamsReady || versions.Symbols.Count(symbol => SharesName(symbol, asking[0])) != 1)
        {
            return false;
        }

        versions.MakeWeak(missing[0]);
        versions.Rename(asking[0], Harmless);
        return true;
    }

    private static bool SharesName(ElfVersions.Symbol symbol, ElfVersions.Symbol renamed) =>
        symbol.NameAt >= renamed.NameAt && symbol.NameAt <= renamed.NameAt + renamed.Name.Length;

    /// <summary>The libstdc++ that this process has; libtorch has brought it in.</summary>
    private static string? Loaded() => File.ReadLines("/proc/self/maps").Select(line => line[(line.LastIndexOf(' ') + 1)..])
        .FirstOrDefault(path => Path.GetFileName(path).StartsWith("libstdc++.so.6", StringComparison.Ordinal));
}
