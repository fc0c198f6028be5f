using Lora.Diffusion;
using Lora.Diffusion.Schedules;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training.Tests;

/// <summary>
/// A model that keeps the values of its last prediction, which die with the micro batch, and may have another schedule. Disposing it leaves the model behind it
/// alone.
/// </summary>
internal sealed class RecordingModel(IDiffusionModel inner) : IDiffusionModel
{
    public float[] Prediction { get; private set; } = [];

    public IModelFamily Family => inner.Family;

    public IWeightSource Source => inner.Source;

    public TensorRuntime Runtime => inner.Runtime;

    public ModelMetadata Metadata => inner.Metadata;

    public NoiseSchedule Schedule { get; init; } = inner.Schedule;

    public LatentSpace Latents => inner.Latents;

    public ITextConditioner Text => inner.Text;

    public IReadOnlyList<AdapterTargetGroup> AdapterGroups => inner.AdapterGroups;

    public bool GradientCheckpointing { get => inner.GradientCheckpointing; set => inner.GradientCheckpointing = value; }

    public void Check() => inner.Check();

    public void Load(params ReadOnlySpan<ModelPart> parts) => inner.Load(parts);

    public long WeightBytes(ModelPart part) => inner.WeightBytes(part);

    public long ActivationBytes(StepShape step) => inner.ActivationBytes(step);

    public long EncodingBytes(int height, int width) => inner.EncodingBytes(height, width);

    public void Release(ModelPart part) => inner.Release(part);

    public LatentDistribution Encode(Tensor pixels) => inner.Encode(pixels);

    public Tensor Decode(Tensor latents) => inner.Decode(latents);

    public Conditioning WithSizes(Conditioning text, params ReadOnlySpan<PictureSize> pictures) => inner.WithSizes(text, pictures);

    public Tensor Predict(Tensor noisy, ReadOnlySpan<float> timesteps, Conditioning conditioning)
    {
        var prediction = inner.Predict(noisy, timesteps, conditioning);
        Prediction = prediction.ToFloats();
        return prediction;
    }

    public void Dispose()
    {
    }
}
