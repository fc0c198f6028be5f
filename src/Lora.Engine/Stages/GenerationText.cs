using System.Globalization;
using System.Text;
using Lora.Diffusion.Samplers;
using Lora.Imaging;
using Lora.Project;

namespace Lora.Engine;

/// <summary>
/// A picture's settings as A1111's web UI writes them into the <c>parameters</c> text: the prompt on the first line, the negative prompt on the second, then
/// the settings in one line. Names no folder and no time.
/// </summary>
internal static class GenerationText
{
    internal static PngText Of(PromptItem prompt, SampleColumn column, StageRequest request)
    {
        var text = new StringBuilder(OneLine(prompt.Text)).Append('\n');
        if (prompt.Negative.Length > 0)
        {
            text.Append("Negative prompt: ").Append(OneLine(prompt.Negative)).Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"Steps: {prompt.Steps}, Sampler: {SamplerCatalog.Find(prompt.Sampler)?.DisplayName ?? prompt.Sampler}, ")
            .Append(CultureInfo.InvariantCulture, $"CFG scale: {prompt.Scale}, Seed: {prompt.Seed}, Size: {prompt.Width}x{prompt.Height}")
            .Append(CultureInfo.InvariantCulture, $", Model hash: {Short(request.BaseModelHashes.GetValueOrDefault("unet", ""), 10)}");
        if (request.Parameters.ClipSkip > 1)
        {
            text.Append(CultureInfo.InvariantCulture, $", Clip skip: {request.Parameters.ClipSkip}");
        }

        if (column.Path is { } lora)
        {
            text.Append($", Lora hashes: \"{Path.GetFileNameWithoutExtension(lora)}: {Short(column.ModelHash, 12)}\"");
        }

        return new("parameters", text.ToString());
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();

    private static string Short(string hash, int length) => hash.Length > length ? hash[..length] : hash;
}
