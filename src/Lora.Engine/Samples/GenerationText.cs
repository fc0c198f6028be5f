using System.Globalization;
using System.Text;
using Lora.Imaging;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// A picture's settings as A1111's web UI writes them into the <c>parameters</c> text: the prompt on the first line, the negative prompt on the second, then
/// the settings in one line. Names no folder and no time.
/// </summary>
internal static class GenerationText
{
    internal static PngText Of(PromptItem prompt, SampleColumn column, StageRequest request)
    {
        var text = new StringBuilder(OneLine(prompt.Get(PromptOptions.Text))).Append('\n');
        if (prompt.Get(PromptOptions.Negative).Length > 0)
        {
            text.Append("Negative prompt: ").Append(OneLine(prompt.Get(PromptOptions.Negative))).Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"Steps: {prompt.Get(PromptOptions.Steps)}, Sampler: {prompt.Get(PromptOptions.Sampler).DisplayName}, ")
            .Append(CultureInfo.InvariantCulture, $"CFG scale: {prompt.Get(PromptOptions.Scale)}, Seed: {prompt.Get(PromptOptions.Seed)}, ")
            .Append(CultureInfo.InvariantCulture, $"Size: {prompt.Get(PromptOptions.Width)}x{prompt.Get(PromptOptions.Height)}")
            .Append(CultureInfo.InvariantCulture, $", Model hash: {Short(request.ModelHashes.GetValueOrDefault(ModelPart.Unet.Name, ""), 10)}");
        if (request.Get(DatasetOptions.ClipSkip) > 1)
        {
            text.Append(CultureInfo.InvariantCulture, $", Clip skip: {request.Get(DatasetOptions.ClipSkip)}");
        }

        if (request.BaseWeights.Count > 0)
        {
            text.Append($", Base weights: \"{string.Join(", ", request.BaseWeights)}\"");
        }

        if (column.Path is { } lora)
        {
            text.Append($", Lora hashes: \"{Path.GetFileNameWithoutExtension(lora)}: {Short(column.ModelHash, 12)}\"");
            if (prompt.Get(PromptOptions.BlockWeights) is { } weights)
            {
                text.Append($", Lora block weights: \"{weights}\"");
            }
        }

        return new("parameters", text.ToString());
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();

    private static string Short(string hash, int length) => hash.Length > length ? hash[..length] : hash;
}
