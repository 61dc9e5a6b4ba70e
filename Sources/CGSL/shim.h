#ifndef WINDTUNNEL_CGSL_SHIM_H
#define WINDTUNNEL_CGSL_SHIM_H
// One module with OpenBLAS before GSL: with two, the link order decides silently whether GSL's slow reference CBLAS runs.
#include <gsl/gsl_cblas.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_multifit.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>

// OpenBLAS's own header would declare the CBLAS types a second time; these are all that is wanted of it.
char *openblas_get_config(void);
char *openblas_get_corename(void);
int openblas_get_num_threads(void);
void openblas_set_num_threads(int threads);

// Asks for a cache line ahead of its use; Swift has no word for it.
static inline void windtunnel_prefetch(const void *address) { __builtin_prefetch(address); }
#endif
