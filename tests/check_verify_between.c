/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rules between pods, host ports, volumes and quotas: right plans pass, and with one replica moved
 * so that one rule breaks, verify refuses and names the rule, the workload and the node.
 */
#include "base/arena.h"
#include "check_main.h"
#include "estate_maker.h"
#include "plan_maker.h"

struct between_case {
    const char *estate, *lose, *plan, *expected;
};

#define SAME NULL
#define LOST "cluster L kind=kubernetes\n node L n 99\n"
#define NODE(name, zone) " node S " name " 99 label=zone:" zone " label=host:" name "\n"
#define FOUR \
    "cluster S kind=kubernetes\n" NODE("a1", "a") NODE("a2", "a") NODE("b1", "b") NODE("b2", "b")

static const struct between_case cases[] = {
    /* anti-affinity among its own */
    {LOST FOUR "work L A w 2 1\n stack L A 0\n pods L A w label=app:x apart=zone:app:x\n", "L",
     "+L/A>S L/A.w@S/a1=1 L/A.w@S/b1=1 t0:1,1,1<=1", NULL},
    {SAME, "L", "+L/A>S L/A.w@S/a1=1 L/A.w@S/a2=1 t0:1,1,1<=1",
     "L/A: w on S/a1: its anti-affinity by zone: L/A: w is in the same"},
    {SAME, "L", "+L/A>S L/A.w@S/b2=2 t0:1,1,1<=1", "L/A: w on S/b2: its anti-affinity by zone"},
    /* against a resident, of a resident, and between newcomers */
    {LOST FOUR "work S R w 1 1\n place S R w a1 1\n stack S R 0\n pods S R w label=app:r\n"
               "work S Q w 1 1\n place S Q w b1 1\n stack S Q 0\n pods S Q w apart=host:app:x\n"
               "work L A w 1 1\n stack L A 0\n pods L A w label=app:x apart=zone:app:r\n"
               "work L B w 1 1\n stack L B 0\n pods L B w apart=host:app:x\n",
     "L", "+L/A>S L/A.w@S/b2=1 +L/B>S L/B.w@S/b1=1 t0:2,2,2<=2", NULL},
    {SAME, "L", "+L/A>S L/A.w@S/a2=1 +L/B>S L/B.w@S/b1=1 t0:2,2,2<=2",
     "L/A: w on S/a2: its anti-affinity by zone: S/R: w is in the same"},
    {SAME, "L", "+L/A>S L/A.w@S/b1=1 +L/B>S L/B.w@S/b2=1 t0:2,2,2<=2",
     "L/A: w on S/b1: anti-affinity by host of S/Q: w, which is in the same, forbids it"},
    {SAME, "L", "+L/A>S L/A.w@S/b2=1 +L/B>S L/B.w@S/b2=1 t0:2,2,2<=2",
     "L/B: w on S/b2: its anti-affinity by host: L/A: w is in the same"},
    /* the present is not judged: Q and what it keeps away stand on one node already */
    {LOST FOUR "work S R w 2 1\n place S R w a1 2\n stack S R 0\n"
               " pods S R w label=app:r apart=host:app:r\n work L A w 1 1\n stack L A 0\n",
     "L", "+L/A>S L/A.w@S/a1=1 t0:1,1,1<=1", NULL},
    {SAME, "L", "repack !S/R.w@S/a1=1 !S/R.w@S/a2=1 +L/A>S L/A.w@S/a1=1 t0:1,1,1<=1", NULL},
    {SAME, "L", "repack !S/R.w@S/a2=2 +L/A>S L/A.w@S/a1=1 t0:1,1,1<=1",
     "S/R: w on S/a2: its anti-affinity by host: S/R: w"},
    /* affinity: to a resident, to a newcomer, to its own kind */
    {LOST FOUR "work S R w 1 1\n place S R w b1 1\n stack S R 0\n pods S R w label=app:r\n"
               "work L A w 2 1\n stack L A 0\n pods L A w label=app:a near=zone:app:r\n"
               "work L B w 1 1\n stack L B 0\n pods L B w near=host:app:a\n"
               "work L C w 2 1\n stack L C 0\n pods L C w label=app:c near=zone:app:c\n",
     "L",
     "+L/A>S L/A.w@S/b1=1 L/A.w@S/b2=1 +L/B>S L/B.w@S/b2=1 +L/C>S L/C.w@S/a1=1 L/C.w@S/a2=1 "
     "t0:3,3,3<=3",
     NULL},
    {SAME, "L", "+L/A>S L/A.w@S/b1=1 L/A.w@S/a2=1 t0:3,3,1<=3",
     "L/A: w on S/a2: required affinity: no pod that it must be near to in its zone"},
    {SAME, "L", "+L/A>S L/A.w@S/b1=2 +L/B>S L/B.w@S/b2=1 t0:3,3,2<=3",
     "L/B: w on S/b2: required affinity: no pod that it must be near to in its host"},
    {SAME, "L", "+L/B>S L/B.w@S/b2=1 t0:3,3,1<=3", "L/B: w on S/b2: required affinity"},
    {SAME, "L", "+L/C>S L/C.w@S/a1=1 L/C.w@S/b1=1 t0:3,3,1<=3", "L/C: w on S/b1: required aff"},
    /* its like are there already: the first may no longer choose */
    {LOST FOUR "work S C w 1 1\n place S C w b1 1\n stack S C 0\n pods S C w label=app:c\n"
               "work L C w 1 1\n stack L C 0\n pods L C w label=app:c near=zone:app:c\n",
     "L", "+L/C>S L/C.w@S/b2=1 t0:1,1,1<=1", NULL},
    {SAME, "L", "+L/C>S L/C.w@S/a1=1 t0:1,1,1<=1", "L/C: w on S/a1: required affinity"},
    /* spread, with residents, and with domains that are missing */
    {LOST FOUR " node S x 99\n"
               "work S R w 2 1\n place S R w a1 2\n stack S R 0\n pods S R w label=app:x\n"
               "work L A w 3 1\n stack L A 0\n pods L A w label=app:x spread=zone:1:app:x\n"
               "work L B w 2 1\n stack L B 0\n pods L B w label=app:b spread=zone:1:app:b:3\n",
     "L", "+L/A>S L/A.w@S/b1=3 +L/B>S L/B.w@S/a1=1 L/B.w@S/b1=1 t0:2,2,2<=2", NULL},
    {SAME, "L", "+L/A>S L/A.w@S/a2=2 L/A.w@S/b1=1 t0:2,2,1<=2",
     "L/A: w on S/a2: topology spread by zone: 4 pods there, 1 in the emptiest; max_skew is 1"},
    {SAME, "L", "+L/A>S L/A.w@S/x=1 L/A.w@S/b1=2 t0:2,2,1<=2",
     "L/A: w on S/x: topology spread by zone: the node has no such label"},
    {SAME, "L", "+L/B>S L/B.w@S/a1=2 t0:2,2,1<=2",
     "L/B: w on S/a1: topology spread by zone: 2 pods there, 0 in the emptiest"},
    /* host ports */
    {LOST FOUR "work S R w 1 1\n place S R w a1 1\n stack S R 0\n pods S R w port=80:TCP:10.0.0.1\n"
               "work L A w 2 1\n stack L A 0\n pods L A w port=80\n"
               "work L B w 1 1\n stack L B 0\n pods L B w port=80:TCP:10.0.0.2\n"
               "work L C w 1 1\n stack L C 0\n pods L C w port=80:UDP\n",
     "L", "+L/A>S L/A.w@S/a2=1 L/A.w@S/b1=1 +L/B>S L/B.w@S/a1=1 +L/C>S L/C.w@S/a1=1 t0:3,3,3<=3",
     NULL},
    {SAME, "L", "+L/A>S L/A.w@S/a1=1 L/A.w@S/b1=1 t0:3,3,1<=3",
     "L/A: w on S/a1: host port 80/TCP: S/R: w has it"},
    {SAME, "L", "+L/A>S L/A.w@S/b1=2 t0:3,3,1<=3",
     "L/A: w on S/b1: host port 80/TCP: L/A: w has it"},
    {SAME, "L", "+L/A>S L/A.w@S/a2=1 L/A.w@S/b1=1 +L/B>S L/B.w@S/a2=1 t0:3,3,2<=3",
     "L/B: w on S/a2: host port 80/TCP: L/A: w has it"},
    /* daemons of a stack that comes: not where a resident has the port; what comes beside them */
    {LOST "cluster S kind=kubernetes\n node S a1 5\n node S a2 5\n"
          "work S R w 1 4\n place S R w a1 1\n stack S R 0\n pods S R w port=80\n"
          "work L A w 1 1\n work L A d 1 4 daemon\n stack L A 0\n pods L A d port=80\n"
          "work L B w 1 1\n stack L B 0\n pods L B w port=80\n",
     "L", "+L/A>S L/A.w@S/a1=1 t0:2,2,1<=2", NULL},
    {SAME, "L", "+L/A>S L/A.w@S/a1=1 +L/B>S L/B.w@S/a2=1 t0:2,2,2<=2",
     "L/B: w on S/a2: host port 80/TCP: L/A: d has it"},
    /* volumes */
    {"cluster L kind=kubernetes\n node L n1 9\n node L n2 9 label=disk:here\n node L n3 9\n"
     "work L A w 1 1\n place L A w n1 1\n stack L A 0\n pods L A w home=disk:here\n"
     "cluster S kind=kubernetes\n node S s 9\n",
     "L/node:n1", "+L/A>* L/A.w@L/n2=1 t0:1,1,1<=1", NULL},
    {SAME, "L/node:n1", "+L/A>* L/A.w@L/n3=1 t0:1,1,1<=1",
     "L/A: w on L/n3: the node does not reach its volumes"},
    {SAME, "L/node:n1,L/node:n2", "t0:1,1,0<=0!", NULL},
    {SAME, "L", "+L/A>S L/A.w@S/s=1 t0:1,1,1<=1", NULL},
    /* quotas */
    {LOST FOUR "work S R w 1 4\n place S R w a1 1\n stack S R 0\n quota S q cpu 9\n"
               "quota S pods pods 3\n quota S lim cpu 100 limit\n"
               "work L A w 1 5\n stack L A 0\n pods L A w limit=cpu:60\n"
               "work L B w 1 1\n stack L B 0\n pods L B w limit=cpu:50\n"
               "work L C w 1 0\n stack L C 0\n",
     "L", "+L/A>S L/A.w@S/a1=1 t0:3,3,1<=3", NULL},
    {SAME, "L", "+L/A>S L/A.w@S/a1=1 +L/B>S L/B.w@S/a1=1 t0:3,3,2<=3",
     "S/: quota q: cpu: the plan adds 6; left are 5"},
    {SAME, "L", "+L/A>S L/A.w@S/a1=1 +L/B>S L/B.w@S/a1=1 t0:3,3,2<=3",
     "S/: quota lim: limits of cpu: the plan adds 110; left are 100"},
    {SAME, "L", "+L/C>S L/C.w@S/a1=1 t0:3,3,1<=3",
     "L/C: w: quota lim of S/ refuses it: it has no limit of cpu"},
    {LOST FOUR "work S R w 2 1\n place S R w a1 2\n stack S R 0\n quota S pods pods 3\n"
               "work L A w 2 0\n stack L A 0\n",
     "L", "+L/A>S L/A.w@S/a1=2 t0:1,1,1<=1", "quota pods: pods: the plan adds 2; left are 1"},
    {NULL, NULL, NULL, NULL},
};

START_TEST(plans_are_judged)
{
    struct estate *estate = NULL;

    for (int i = 0; cases[i].plan; i++) {
        if (cases[i].estate) {
            estate_free(estate);
            estate = estate_make(cases[i].estate);
        }
        made_judge(estate, cases[i].lose, cases[i].plan, cases[i].expected, i);
    }
    estate_free(estate);
}
END_TEST

static Suite *verify_between_suite(void)
{
    Suite *suite = suite_create("verify_between");
    TCase *tests = tcase_create("verify_between");

    tcase_add_test(tests, plans_are_judged);
    suite_add_tcase(suite, tests);
    return suite;
}

CHECK_MAIN(verify_between_suite)
