using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>A change that is made of factors, scaled by alpha / rank and, where there is one, by a trained scalar.</summary>
internal abstract class FactorAdapter : DeltaAdapter
{
    public const string AlphaName = "alpha";

    private const string ScalarName = "scalar";

    /// <param name="target">The layer and its name in a file.</param>
    /// <param name="form">Of the factors.</param>
    /// <param name="factors">The trained factors in the file's order; null: not in this form.</param>
    protected FactorAdapter(AdapterTarget target, FactorForm form, params IReadOnlyList<AdapterTensor?> factors)
        : base(target, form.Decomposition, All(form, factors)) => Form = form;

    protected FactorForm Form { get; }

    /// <summary>The trained scalar; null for none.</summary>
    protected Tensor? Scalar => Find(ScalarName);

    /// <summary>Names of the tensors that the scalar is in when they are saved: it becomes part of the change once.</summary>
    protected abstract IReadOnlyList<string> Folding { get; }

    /// <summary>The change is a product of all that is trained: scaled alike, they scale it.</summary>
    protected virtual bool IsProduct => false;

    public override Tensor? Norm() => IsProduct && !IsDecomposed ? Delta(Target.Layer.Weight).Norm() : null;

    public override float[] SavedValues(AdapterTensor tensor)
    {
        var values = base.SavedValues(tensor);
        if (Scalar is { } scalar && Folding.Contains(tensor.Name))
        {
            var factor = (float)scalar.Item();
            return Array.ConvertAll(values, value => value * factor);
        }

        return values;
    }

    /// <summary>What the factors make, in the weight's shape, before it is scaled.</summary>
    /// <param name="frozen">The layer's own weight, fp32.</param>
    protected abstract Tensor Product(Tensor frozen);

    protected override Tensor Delta(Tensor frozen)
    {
        var product = Product(frozen).Affine(Form.Alpha / Form.Rank, 0);
        return Scalar is { } scalar ? product.Mul(scalar) : product;
    }

    /// <summary>A factor as a matrix: what stands behind its first dimension is one.</summary>
    protected static Tensor Matrix(Tensor factor) => factor.Rank == 2 ? factor : factor.Reshape(factor.Size(0), -1);

    private static AdapterTensor[] All(FactorForm form, IReadOnlyList<AdapterTensor?> factors) =>
    [
        .. ((AdapterTensor?[])
        [
            new AdapterTensor(AlphaName, []) { Constant = (float)form.Alpha }, .. factors, form.Decomposition?.Scale,
            form.HasScalar ? new AdapterTensor(ScalarName, []) { IsSaved = false } : null,
        ]).OfType<AdapterTensor>(),
    ];
}
