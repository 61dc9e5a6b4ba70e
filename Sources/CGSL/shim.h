#ifndef WINDTUNNEL_CGSL_SHIM_H
#define WINDTUNNEL_CGSL_SHIM_H
// One module with OpenBLAS before GSL: with two, the link order decides silently whether GSL's slow reference CBLAS runs.
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_gamma.h>
#endif
