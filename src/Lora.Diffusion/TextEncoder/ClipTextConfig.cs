namespace Lora.Diffusion;

/// <summary>Sizes of a CLIP text encoder as in its config.json.</summary>
public sealed record ClipTextConfig
{
    public required int VocabSize { get; init; }

    public required int HiddenSize { get; init; }

    public required int IntermediateSize { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    /// <summary>Longest prompt in tokens, begin and end included.</summary>
    public int MaxPositions { get; init; } = 77;

    public ClipActivation Activation { get; init; } = ClipActivation.QuickGelu;

    public double LayerNormEps { get; init; } = 1e-5;

    /// <summary>Width of the projected state, where there is a projection.</summary>
    public int ProjectionDim { get; init; } = 512;

    public int EosTokenId { get; init; } = 49407;

    /// <exception cref="CheckpointException">The file is broken, or asks for something that is not supported.</exception>
    internal static ClipTextConfig Read(ModelFile file) => From(new ConfigReader(file));

    private static ClipTextConfig From(ConfigReader c)
    {
        c.OneOf("model_type", "clip_text_model");
        var config = new ClipTextConfig
        {
            VocabSize = c.Int("vocab_size", 49408),
            HiddenSize = c.Int("hidden_size", 512),
            IntermediateSize = c.Int("intermediate_size", 2048),
            Layers = c.Int("num_hidden_layers", 12, max: 1000),
            Heads = c.Int("num_attention_heads", 8),
            MaxPositions = c.Int("max_position_embeddings", 77),
            Activation = c.OneOf("hidden_act", "quick_gelu", "gelu") == "gelu" ? ClipActivation.Gelu : ClipActivation.QuickGelu,
            LayerNormEps = c.Number("layer_norm_eps", 1e-5),
            EosTokenId = c.Int("eos_token_id", 49407, 0),
            ProjectionDim = c.Int("projection_dim", 512),
        };

        // training from scratch, other classes of the same file, generation settings that old versions of transformers wrote into every config:
        // nothing here changes hidden states
        c.Ignore("architectures", "attention_dropout", "dropout", "initializer_factor", "initializer_range", "bos_token_id", "pad_token_id");
        c.Ignore("torch_dtype", "dtype", "transformers_version", "use_cache", "return_dict", "output_hidden_states", "id2label", "label2id");
        c.Ignore("diversity_penalty", "length_penalty", "max_length", "min_length", "no_repeat_ngram_size", "encoder_no_repeat_ngram_size", "num_beam_groups");
        c.Ignore("num_beams", "num_return_sequences", "repetition_penalty", "temperature", "top_k", "top_p", "typical_p", "pruned_heads");
        c.Ignore("bad_words_ids", "is_decoder", "chunk_size_feed_forward");
        c.ExpectNothingElse();
        return config.HiddenSize % config.Heads == 0
            ? config : throw c.Error("num_attention_heads", $"is {config.Heads}, which does not divide hidden_size ({config.HiddenSize}).");
    }
}

/// <summary>Activation between the two layers of CLIP's feed-forward part.</summary>
public enum ClipActivation
{
    /// <summary>x * sigmoid(1.702 x): OpenAI's weights.</summary>
    QuickGelu,

    /// <summary>The exact one: OpenCLIP's weights.</summary>
    Gelu,
}
