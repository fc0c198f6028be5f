using Lora.Diffusion;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// Everything that a training holds between two steps: weights, moments, generators, losses; the rates and the place in the data follow from the number of
/// steps. A run that goes on from a saved state gives the bytes of an unbroken one. Its tensors live in a scope of its own, opened when it is made: it is
/// disposed before the scope around it.
/// </summary>
public sealed class TrainingState : IDisposable
{
    private readonly TensorScope _scope;
    private readonly List<double> _losses = [];
    private readonly List<double[]> _found = [];
    private readonly List<ValidationLoss> _validations = [];
    private readonly SortedDictionary<RandomPurpose, RandomStream> _streams = [];
    private bool _isBetweenSteps = true;
    private bool _isEvaluating;

    /// <summary>The state before the first step.</summary>
    /// <param name="model">Weights that are read from now on until this is disposed end with it: what the training needs is read before.</param>
    /// <param name="values">Network, rates, optimizer, seed.</param>
    /// <param name="start">A LoRA that it goes on from; null: it begins from nothing.</param>
    /// <exception cref="ArgumentException">No part is trained.</exception>
    /// <exception cref="TrainingException">The LoRA does not fit the network.</exception>
    public TrainingState(IDiffusionModel model, OptionValues values, StartingWeights? start = null)
        : this(model, values, OptimizerCatalog.Create(values), start)
    {
    }

    internal TrainingState(IDiffusionModel model, OptionValues values, Optimizer optimizer, StartingWeights? start = null)
    {
        _scope = model.Runtime.NewScope();
        try
        {
            Network = new AdapterNetwork(model, values, values.Get(WeightsOptions.DimFromWeights) ? start : null);
            start?.FillInto(Network);
            if (values.Get(RunOptions.ScaleWeightNorms) > 0)
            {
                WeightNorms.Check(Network.Adapters);
            }

            Optimizer = optimizer;
            Optimizer.Attach(Network.Groups);
            Scale = values.Get(EngineOptions.MixedPrecision) == "fp16" ? new LossScale(model.Runtime) : null;
            Figures = [.. FigureSeries.Names(values).Select(name => new FigureSeries(name))];
        }
        catch
        {
            _scope.Dispose();
            throw;
        }

        // what draws nothing has no state: a saved one from before it could draw still fits
        RandomPurpose[] asked =
        [
            .. Network.IsRandom ? (RandomPurpose[])[RandomPurpose.Adapters] : [],
            .. NoiseShaping.IsAskedFor(values) ? (RandomPurpose[])[RandomPurpose.NoiseShape] : [],
            .. values.Get(DatasetOptions.CacheLatents) ? [] : (RandomPurpose[])[RandomPurpose.Pictures],
        ];
        foreach (var purpose in (RandomPurpose[])[RandomPurpose.Captions, RandomPurpose.Noise, .. asked])
        {
            _streams[purpose] = new RandomStream(values.Get(RunOptions.Seed), purpose);
        }
    }

    /// <summary>What is trained.</summary>
    public AdapterNetwork Network { get; }

    /// <summary>Optimizer steps taken.</summary>
    public int Step => Optimizer.Steps;

    /// <summary>Draws what varies in captions.</summary>
    public RandomStream Captions => _streams[RandomPurpose.Captions];

    /// <summary>Draws latents, noise and timesteps.</summary>
    public RandomStream Noise => _streams[RandomPurpose.Noise];

    /// <summary>Draws what varies in the adapters; null where nothing does.</summary>
    internal RandomStream? Adapters => _streams.GetValueOrDefault(RandomPurpose.Adapters);

    /// <summary>Draws what shapes the noise; null where nothing does.</summary>
    public RandomStream? NoiseShape => _streams.GetValueOrDefault(RandomPurpose.NoiseShape);

    /// <summary>Draws what varies in the pictures; null where their latents are cached.</summary>
    public RandomStream? Pictures => _streams.GetValueOrDefault(RandomPurpose.Pictures);

    internal Optimizer Optimizer { get; }

    /// <summary>The factor on the loss, where products are in fp16.</summary>
    internal LossScale? Scale { get; }

    /// <summary>The loss of each step taken, in their order.</summary>
    internal IReadOnlyList<double> Losses => _losses;

    /// <summary>What the optimizer found in each step taken, a number a name of a rate; empty lists where it finds nothing.</summary>
    internal IReadOnlyList<IReadOnlyList<double>> Found => _found;

    /// <summary>The losses on pictures that are kept out of the training, in the order of their steps.</summary>
    public IReadOnlyList<ValidationLoss> Validations => _validations;

    /// <summary>What the steps report beside their losses; each holds as many numbers.</summary>
    internal IReadOnlyList<FigureSeries> Figures { get; }

    /// <summary>Every tensor, under a name that does not change.</summary>
    internal IEnumerable<(string Name, Tensor Value)> Tensors =>
    [
        .. Network.Groups.Select(group => ($"weights.{group.Name}", group.Values)),
        .. Optimizer.Tensors.Select(tensor => ($"optimizer.{tensor.Name}", tensor.Value)),
        .. Scale?.Tensors ?? [],
    ];

    /// <summary>What an optimizer step changes.</summary>
    internal IEnumerable<Tensor> Changing => [.. Network.Groups.Select(group => group.Values), .. Optimizer.Tensors.Select(tensor => tensor.Value)];

    /// <summary>Every generator, under a name that does not change.</summary>
    internal IEnumerable<(string Name, RandomStream Stream)> Streams => _streams.Select(pair => ($"random.{pair.Key}".ToLowerInvariant(), pair.Value));

    /// <summary>
    /// Puts the weights that are saved and sampled from into the network until the result is disposed, see <see cref="Optimizer.Eval"/>. Within, the state can
    /// neither be trained nor saved.
    /// </summary>
    public IDisposable Eval() => new Evaluation(this);

    /// <summary>Keeps what looks at the pictures that are kept out have shown.</summary>
    public void Add(params IEnumerable<ValidationLoss> validations) => _validations.AddRange(validations);

    /// <summary>Forgets looks that this training does not take: one that ended earlier took one at its end.</summary>
    public void KeepOnly(Func<ValidationLoss, bool> isTaken) => _validations.RemoveAll(look => !isTaken(look));

    /// <summary>Writes the state where it is told; who saves for others to read writes beside the place and renames.</summary>
    /// <param name="path">The <c>.safetensors</c> file.</param>
    /// <param name="key">Of the training: <see cref="TryLoad"/> asks for the same.</param>
    /// <exception cref="InvalidOperationException">A step was begun and not ended, as after a loss that is not finite.</exception>
    /// <exception cref="IOException">The file cannot be written; what was written of it stays.</exception>
    public void Save(string path, string key)
    {
        if (!_isBetweenSteps || _isEvaluating)
        {
            throw new InvalidOperationException("a state in the midst of a step, or of an evaluation, cannot be saved");
        }

        StateFile.Save(path, key, this);
    }

    /// <summary>Takes over a saved state; one that cannot be used changes nothing.</summary>
    /// <param name="path">What <see cref="Save"/> wrote.</param>
    /// <param name="key">Of the training.</param>
    /// <param name="problem">Why it cannot be used: part of a sentence about the file. Empty if it can.</param>
    public bool TryLoad(string path, string key, out string problem)
    {
        problem = StateFile.Load(path, key, this) ?? "";
        return problem.Length == 0;
    }

    public void Dispose()
    {
        Scale?.Dispose();
        Optimizer.Dispose();
        Network.Dispose();
        _scope.Dispose();
    }

    /// <summary>Runs a step and keeps what it reports.</summary>
    internal void Take(Func<StepReport> step)
    {
        _isBetweenSteps = false;
        var report = step();
        _losses.Add(report.Losses.Average());
        _found.Add(Optimizer.Found());
        foreach (var figure in Figures)
        {
            figure.Values.Add(report.Figures.Single(given => given.Name == figure.Name).Value);
        }

        _isBetweenSteps = true;
    }

    /// <summary>Takes over what is no tensor.</summary>
    /// <param name="losses">One a step.</param>
    /// <param name="found">What the optimizer found in each step.</param>
    /// <param name="figures">As many each, in the order of <see cref="Figures"/>.</param>
    /// <param name="streams">Saved states in the order of <see cref="Streams"/>.</param>
    /// <exception cref="InvalidDataException">A generator's state is damaged; nothing has changed.</exception>
    internal void Restore(IReadOnlyList<double> losses, IEnumerable<double[]> found, IEnumerable<double[]> figures, IEnumerable<byte[]> streams)
    {
        RandomStream[] restored = [.. streams.Select(RandomStream.FromState)];
        foreach (var (purpose, stream) in _streams.Keys.ToArray().Zip(restored))
        {
            _streams[purpose] = stream;
        }

        _losses.Clear();
        _validations.Clear();
        _losses.AddRange(losses);
        _found.Clear();
        _found.AddRange(found);
        foreach (var (figure, values) in Figures.Zip(figures))
        {
            figure.Values.Clear();
            figure.Values.AddRange(values);
        }

        Optimizer.GoOnAfter(losses.Count);
    }

    private sealed class Evaluation : IDisposable
    {
        private readonly TrainingState _state;
        private readonly IDisposable _weights;

        public Evaluation(TrainingState state)
        {
            if (state._isEvaluating)
            {
                throw new InvalidOperationException("an evaluation within another");
            }

            (_state, _weights) = (state, state.Optimizer.Eval());
            state._isEvaluating = true;
        }

        public void Dispose()
        {
            if (_state._isEvaluating)
            {
                _weights.Dispose();
                _state._isEvaluating = false;
            }
        }
    }
}
