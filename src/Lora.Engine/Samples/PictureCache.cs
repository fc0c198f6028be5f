using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>Sampled pictures by content: a changed prompt makes its own row again, a retrained LoRA its columns, and the base model's column stays.</summary>
internal sealed class PictureCache(StageRequest request, StageContext context)
{
    private const int EntryVersion = 2;

    internal byte[]? Find(PromptItem prompt, SampleColumn column) => StoredPicture.Read(context, Key(prompt, column));

    /// <exception cref="FindingException">The base model changed.</exception>
    internal void Add(PromptItem prompt, SampleColumn column, byte[] png)
    {
        context.Models.CheckFiles(request);
        context.Store.RecordOnly(Key(prompt, column), png);
    }

    private string Key(PromptItem prompt, SampleColumn column)
    {
        var key = new EntryKey("picture", EntryVersion).With("text", GenerationText.Of(prompt, column, request).Text).With("lora", column.Hash)
            .With(DatasetOptions.ClipSkip, request.Values).With(Tool.Runtime, request.Values).With(EngineOptions.MixedPrecision, request.Values)
            .With(Tool.Codec, request.Values);
        foreach (var lora in request.BaseWeights)
        {
            key.With("base weights", lora.KeyText);
        }

        foreach (var option in prompt.Rows.Where(option => option != PromptOptions.BlockWeights || column.Path is not null))
        {
            key.With(option.Name, prompt.Options.GetValueOrDefault(option.Name, ""));
        }

        foreach (var part in ModelPart.All)
        {
            key.With(part, request.ModelHashes);
        }

        return key.Hash();
    }
}
