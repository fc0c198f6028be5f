using System.Text;

namespace Lora.Project;

/// <summary>
/// Reads a TOML or JSON file of kohya's scripts, as its ending says. What is too large, too deep or malformed is one error with line and column, so that no
/// file that somebody hands on can take a build down.
/// </summary>
internal static class ConfigFile
{
    /// <summary>Tables and lists within each other.</summary>
    internal const int MaxDepth = 32;

    /// <summary>Some thousand times what a configuration takes.</summary>
    private const int MaxBytes = 8 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ConfigException">It cannot be read, or is neither.</exception>
    public static ConfigTable Read(string path)
    {
        var text = Load(path);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".toml" => TomlConfig.Parse(path, text),
            ".json" => JsonConfig.Parse(path, text),
            _ => throw new ConfigException($"'{Path.GetFileName(path)}' ends neither in .toml nor in .json.", new SourcePlace(path)),
        };
    }

    /// <summary>The text of a file in UTF-8.</summary>
    /// <exception cref="ConfigException">It is none.</exception>
    public static string Load(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > MaxBytes)
            {
                throw new ConfigException($"It is larger than {MaxBytes >> 20} MiB.", new SourcePlace(path));
            }

            using var reader = new StreamReader(file, Strict, detectEncodingFromByteOrderMarks: true);
            return reader.ReadToEnd();
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ConfigException("There is no such file.", new SourcePlace(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"It cannot be read: {error.Message}", new SourcePlace(path));
        }
        catch (DecoderFallbackException)
        {
            throw new ConfigException("It is not in UTF-8.", new SourcePlace(path));
        }
    }
}
