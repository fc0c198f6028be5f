using System.Globalization;
using System.Security.Cryptography;
using Lora.Tensors;

namespace Lora.Runtime.Torch.Loading;

/// <summary>
/// A native file that is too large for one package. Its beginning lies in <c>NAME-primary/.../runtimes/RID/native/FILE</c>, the hash of the whole beside it as
/// <c>FILE.sha</c>, and the rest in <c>NAME-fragmentN/.../fragments/RID/native/FILE.fragmentN</c>, N from 1. It is joined once, in a folder of ours under its
/// hash; the package folders stay as restore made them.
/// </summary>
internal static class FragmentedFile
{
    private const string Primary = "-primary";

    /// <summary>The whole file: itself if it is in one piece, else the joined copy.</summary>
    /// <param name="package">The package that holds the beginning.</param>
    /// <param name="file">The beginning.</param>
    /// <param name="packages">The folder of every package by its name.</param>
    /// <param name="workFolder">Where joined files stay.</param>
    /// <exception cref="TensorEngineException">A part is missing or damaged, or the parts do not make the file that the hash is of.</exception>
    public static string Whole(string package, string file, IReadOnlyDictionary<string, string> packages, string workFolder)
    {
        var hashFile = file + ".sha";
        if (!package.EndsWith(Primary, StringComparison.OrdinalIgnoreCase) || !File.Exists(hashFile))
        {
            return file;
        }

        try
        {
            var hash = File.ReadAllText(hashFile).Trim().ToLowerInvariant();
            string[] parts = [file, .. Fragments(package, file, packages)];
            return parts.Length == 1 ? JoinedElsewhere(file, hash) : Joined(parts, hash, workFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TensorEngineException(TensorEngineFault.FileDamaged, $"The parts of {file} cannot be joined: {e.Message}", file, e);
        }
    }

    private static IEnumerable<string> Fragments(string package, string file, IReadOnlyDictionary<string, string> packages)
    {
        // packages/NAME-primary/VERSION/ + runtimes/RID/native/FILE
        var inside = Path.GetRelativePath(packages[package], file).Replace('\\', '/');
        for (var n = 1; ; n++)
        {
            var part = string.Create(CultureInfo.InvariantCulture, $"fragment{n}");
            if (!packages.TryGetValue($"{package[..^Primary.Length]}-{part}", out var folder))
            {
                yield break;
            }

            var fragment = Path.Combine(folder, $"fragments{inside[inside.IndexOf('/', StringComparison.Ordinal)..]}.{part}");
            if (!File.Exists(fragment))
            {
                // TorchSharp's own build joins in the package folder, and deletes the fragments
                yield break;
            }

            yield return fragment;
        }
    }

    private static string Joined(string[] parts, string hash, string workFolder)
    {
        var folder = Path.Combine(workFolder, hash);
        var target = Path.Combine(folder, Path.GetFileName(parts[0]));
        var length = parts.Sum(part => new FileInfo(part).Length);
        if (File.Exists(target) && new FileInfo(target).Length == length)
        {
            return target;
        }

        Directory.CreateDirectory(folder);
        var temporary = string.Create(CultureInfo.InvariantCulture, $"{target}.{Environment.ProcessId}.tmp");
        try
        {
            var found = Join(parts, temporary);
            if (found != hash)
            {
                throw new TensorEngineException(TensorEngineFault.FileDamaged,
                    $"The {parts.Length} parts of {parts[0]} do not make the file that they are parts of: its hash is {hash}, theirs {found}.", parts[0]);
            }

            File.Move(temporary, target, overwrite: true);
            return target;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static string Join(string[] parts, string target)
    {
        using var hasher = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var output = File.Create(target);
        var buffer = new byte[1 << 20];
        foreach (var part in parts)
        {
            using var input = File.OpenRead(part);
            int read;
            while ((read = input.Read(buffer)) > 0)
            {
                hasher.AppendData(buffer, 0, read);
                output.Write(buffer, 0, read);
            }
        }

        return Convert.ToHexStringLower(hasher.GetHashAndReset());
    }

    private static string JoinedElsewhere(string file, string hash)
    {
        using var whole = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(whole)) == hash ? file : throw new TensorEngineException(
            TensorEngineFault.FileMissing, $"The file {file} is a first part, and no package holds the others.", file);
    }
}
