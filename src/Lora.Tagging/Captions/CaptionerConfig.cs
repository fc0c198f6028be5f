using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lora.Tagging;

/// <summary>What a captioner's files do not say themselves: <c>captioner.json</c>. What is left out is BLIP's.</summary>
public sealed record CaptionerConfig
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        PropertyNameCaseInsensitive = false,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Side of the picture that the encoder is given, where its file leaves it open.</summary>
    public int Size { get; init; } = 384;

    /// <summary>Of red, green and blue from 0 to 1: subtracted.</summary>
    public float[] Mean { get; init; } = [0.48145466f, 0.4578275f, 0.40821073f];

    /// <summary>Divides what is left.</summary>
    public float[] Std { get; init; } = [0.26862954f, 0.26130258f, 0.27577711f];

    /// <summary>The token that every sentence begins with.</summary>
    public int Begin { get; init; } = 30522;

    /// <summary>The token that ends one.</summary>
    public int End { get; init; } = 102;

    /// <summary>The words that a sentence begins with.</summary>
    public string Prompt { get; init; } = "";

    /// <exception cref="OnnxException">The file cannot be read as such.</exception>
    public static CaptionerConfig Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<CaptionerConfig>(File.ReadAllBytes(path), Format) is
            { Size: >= 8 and <= 4096, Mean: { Length: 3 }, Std: { Length: 3 }, Begin: >= 0, End: >= 0 } config && config.Std.All(each => each > 0) ? config
                : throw new JsonException();
        }
        catch (JsonException e)
        {
            // what the library says of it is about types of ours
            throw new OnnxException(OnnxFault.ListWrong, $"'{Path.GetFileName(path)}' is no JSON object of what a captioner is asked for: "
                + "'size' from 8 to 4096, 'mean' and 'std' of three numbers, those of 'std' above 0, the tokens 'begin' and 'end', "
                + "and the text 'prompt'; each may be left out.",
                path, (int)(e.LineNumber ?? -1) + 1, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OnnxException(OnnxFault.ListWrong, $"'{Path.GetFileName(path)}' cannot be read: {e.Message.TrimEnd('.')}.", path, inner: e);
        }
    }
}
