using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>Sampled pictures by content: a changed prompt makes its own row again, a retrained LoRA its columns, and the base model's column stays.</summary>
internal sealed class PictureCache(StageRequest request, StageContext context)
{
    private const int EntryVersion = 1;

    internal byte[]? Find(PromptItem prompt, SampleColumn column) => context.Store.ReadOnly(Key(prompt, column));

    internal void Add(PromptItem prompt, SampleColumn column, byte[] png) => context.Store.RecordOnly(Key(prompt, column), png);

    private string Key(PromptItem prompt, SampleColumn column)
    {
        var key = new EntryKey("picture", EntryVersion).With("text", GenerationText.Of(prompt, column, request).Text).With("lora", column.Hash)
            .With("prompt", prompt.Get(PromptOptions.Text)).With("negative", prompt.Get(PromptOptions.Negative)).With("seed", prompt.Get(PromptOptions.Seed)).With("width", prompt.Get(PromptOptions.Width)).With("height", prompt.Get(PromptOptions.Height))
            .With("steps", prompt.Get(PromptOptions.Steps)).With("scale", prompt.Get(PromptOptions.Scale)).With("sampler", prompt.Get(PromptOptions.Sampler).Name)
            .With("clipSkip", request.Get(DatasetOptions.ClipSkip)).With("runtime", context.Models.Runtime.Name);
        foreach (var (part, hash) in request.ModelHashes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            key.With(part, hash);
        }

        return key.Hash();
    }
}
