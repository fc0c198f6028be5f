using Lora.Diffusion;
using Lora.Project;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>What a caption conditions with, as <see cref="Conditioning.ToArrays"/> gives it.</summary>
internal sealed record TextEmbedding(IReadOnlyList<NamedArray> Arrays)
{
    /// <summary>Rows of the token states, [1, tokens, width].</summary>
    internal int Tokens => Context.Shape[1];

    internal NamedArray Context => Arrays.First(array => array.Shape.Length == 3);
}

/// <summary>
/// What conditions on a caption, by content: from the store, or encoded now. For a text encoder that is not trained. An entry is a safetensors file of
/// <see cref="Conditioning.ToArrays"/>.
/// </summary>
internal sealed class TextEmbeddingCache(StageRequest request, StageContext context)
{
    private const int EntryVersion = 3;

    internal TextEmbedding Get(string caption)
    {
        var ofModel = ModelPart.OfText.Aggregate(
            new EntryKey("embedding", EntryVersion).With("caption", caption)
                .With(DatasetOptions.ClipSkip, request.Values).With(DatasetOptions.MaxTokenLength, request.Values),
            (key, part) => key.With(part, request.ModelHashes))
            .With(Tool.Runtime, request.Values).With(EngineOptions.MixedPrecision, request.Values);
        var key = request.BaseWeights.Aggregate(ofModel, (made, lora) => made.With("base weights", lora.KeyText)).Hash();
        if (StoredTensors.Read(context.Store, key, Read) is { } known)
        {
            return known;
        }

        var arrays = Encode(caption);
        context.Models.CheckFiles(request);
        context.Store.RecordOnly(key, ToBytes(arrays));
        return new(arrays);
    }

    /// <summary>What an entry holds; null for another file.</summary>
    internal static TextEmbedding? Read(SafetensorsFile file) => !file.Names.Any(name => file[name].Shape.Count == 3) ? null
        : new([.. file.Names.Select(name => new NamedArray(name, [.. file[name].Shape.Select(side => (int)side)], file.ReadFloats(name)))]);

    private IReadOnlyList<NamedArray> Encode(string caption)
    {
        var conditioner = new PromptConditioner(request, context.Models);
        var runtime = context.Models.RuntimeFor(request);
        using var scope = runtime.NewScope();
        using var frozen = runtime.NoGrad();
        return conditioner.Captions([caption]).ToArrays();
    }

    private static byte[] ToBytes(IReadOnlyList<NamedArray> arrays)
    {
        var writer = new SafetensorsWriter();
        foreach (var array in arrays)
        {
            writer.AddFloats(array.Name, SafetensorsDType.F32, [.. array.Shape.Select(side => (long)side)], array.Values);
        }

        using var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }
}
