using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>CLIP's text encoder, transformers' <c>CLIPTextModel</c> or <c>CLIPTextModelWithProjection</c>.</summary>
public sealed class ClipTextEncoder : Module
{
    private readonly TextTransformer _model;
    private readonly Linear? _projection;

    /// <summary>The structure; weights are read from a checkpoint afterwards.</summary>
    /// <param name="config">Its sizes.</param>
    /// <param name="hasProjection">The pooled state is projected to the space that it shares with pictures.</param>
    public ClipTextEncoder(ClipTextConfig config, bool hasProjection = false)
        : base("", hasProjection ? "CLIPTextModelWithProjection" : "CLIPTextModel")
    {
        Config = config;
        _model = Add(new TextTransformer("text_model", config));
        _projection = hasProjection ? Add(new Linear("text_projection", config.HiddenSize, config.ProjectionDim, bias: false)) : null;
    }

    public ClipTextConfig Config { get; }

    /// <summary>Recompute each layer's activations in backward instead of keeping them.</summary>
    public bool GradientCheckpointing { get; set; }

    /// <summary>Encodes prompts of one length.</summary>
    /// <param name="runtime">Where the tensors are made.</param>
    /// <param name="ids">Token ids, row-major [n, tokens]; tokens at most <see cref="ClipTextConfig.MaxPositions"/>.</param>
    /// <param name="rows">n.</param>
    /// <exception cref="ArgumentException">An id outside the vocabulary, rows that do not divide the ids, too many tokens.</exception>
    public ClipTextOutput Forward(TensorRuntime runtime, ReadOnlySpan<long> ids, int rows)
    {
        if (rows < 1 || ids.Length % rows != 0 || ids.Length / rows > Config.MaxPositions)
        {
            throw new ArgumentException($"{ids.Length} ids in {rows} rows; a row has at most {Config.MaxPositions}.", nameof(ids));
        }

        foreach (var id in ids)
        {
            if (id < 0 || id >= Config.VocabSize)
            {
                throw new ArgumentException($"Token id {id} is not in a vocabulary of {Config.VocabSize}.", nameof(ids));
            }
        }

        return _model.Forward(runtime, ids, rows, GradientCheckpointing && runtime.GradEnabled);
    }

    /// <summary>
    /// The state that conditions the U-Net. Clip skip n takes the output n layers from the end, kohya's and A1111's count: 1 (or 0) is the last layer,
    /// 2 the one before; always through the final layer norm.
    /// </summary>
    /// <returns>[n, tokens, width].</returns>
    public Tensor Condition(TensorRuntime runtime, ReadOnlySpan<long> ids, int rows, int clipSkip = 1)
    {
        if (clipSkip < 0 || clipSkip > Config.Layers)
        {
            throw new ArgumentOutOfRangeException(nameof(clipSkip), clipSkip, $"The text encoder has {Config.Layers} layers.");
        }

        var output = Forward(runtime, ids, rows);
        return clipSkip <= 1 ? output.LastHiddenState : FinalNorm(output.HiddenStates[^clipSkip]);
    }

    /// <summary>The state of each text as a whole, projected where the encoder has a projection: [n, width].</summary>
    /// <param name="output">Of <see cref="Forward"/>.</param>
    /// <param name="rowsPerText">Rows that make one text: the first tells.</param>
    public Tensor Pooled(ClipTextOutput output, int rowsPerText = 1)
    {
        var pooled = output.Pooled(rowsPerText);
        return _projection?.Forward(pooled) ?? pooled;
    }

    /// <summary>The layer norm after the last layer.</summary>
    public Tensor FinalNorm(Tensor hidden) => _model.FinalNorm(hidden);

    private sealed class TextTransformer : Module
    {
        private readonly ClipTextConfig _config;
        private readonly ClipEmbeddings _embeddings;
        private readonly ClipEncoderLayer[] _layers;
        private readonly LayerNorm _finalNorm;

        public TextTransformer(string path, ClipTextConfig config)
            : base(path, "CLIPTextTransformer")
        {
            _config = config;
            _embeddings = Add(new ClipEmbeddings(At("embeddings"), config));
            _layers = [.. Enumerable.Range(0, config.Layers).Select(i => Add(new ClipEncoderLayer(At($"encoder.layers.{i}"), config)))];
            _finalNorm = Add(new LayerNorm(At("final_layer_norm"), config.HiddenSize, config.LayerNormEps));
        }

        public Tensor FinalNorm(Tensor hidden) => _finalNorm.Forward(hidden);

        public ClipTextOutput Forward(TensorRuntime runtime, ReadOnlySpan<long> ids, int rows, bool checkpointing)
        {
            var x = _embeddings.Forward(runtime, ids, rows);
            var states = new List<Tensor> { x };
            foreach (var layer in _layers)
            {
                x = checkpointing ? runtime.Checkpoint(t => layer.Forward(t[0]), x) : layer.Forward(x);
                states.Add(x);
            }

            return new ClipTextOutput(states, Seen(_finalNorm.Forward(x)), EndPositions(ids, rows));
        }

        /// <summary>
        /// Where each row ends: its first end token. The first releases of the weights have a wrong id (2) in their config; there the end token is the row's
        /// largest id, as in transformers.
        /// </summary>
        private int[] EndPositions(ReadOnlySpan<long> ids, int rows)
        {
            var length = ids.Length / rows;
            var ends = new int[rows];
            for (var r = 0; r < rows; r++)
            {
                var row = ids.Slice(r * length, length);
                var wanted = (long)_config.EosTokenId;
                if (wanted == 2)
                {
                    wanted = row[0];
                    foreach (var id in row)
                    {
                        wanted = Math.Max(wanted, id);
                    }
                }

                ends[r] = Math.Max(0, row.IndexOf(wanted));
            }

            return ends;
        }
    }

    private sealed class ClipEmbeddings : Module
    {
        private readonly Embedding _tokens;
        private readonly Embedding _positions;

        public ClipEmbeddings(string path, ClipTextConfig config)
            : base(path, "CLIPTextEmbeddings")
        {
            _tokens = Add(new Embedding(At("token_embedding"), config.VocabSize, config.HiddenSize));
            _positions = Add(new Embedding(At("position_embedding"), config.MaxPositions, config.HiddenSize));
        }

        public Tensor Forward(TensorRuntime runtime, ReadOnlySpan<long> ids, int rows)
        {
            var length = ids.Length / rows;
            return Seen(_tokens.Forward(runtime.FromLongs(ids, [rows, length])) + _positions.First(length));
        }
    }
}
